/** The response demos of the reference (open-api.md), character by character, also where they are not valid JSON. */
export const demos = {
  authorization: `{
    "record": {
        "access_token": "ACCESS_TOKEN",
        "expires_in": 7200
    },
    "code": 0
}`,
  track: `{
    "record": [
        {
        "imei": "358899051025339",
        "course": 195,
        "systemtime": 1419905754,
        "gpstime": 1419906052,
        "speed": 0,
        "hearttime": 1419906952,
        "servertime": 1420964313,
        "longitude": 113.909813,
        "latitude": 22.583197,
        "acctime": 1400,
        "accstatus": 1,
        "doorstatus": 0,
        "chargestatus": 0,
        "oilpowerstatus": 1,
        "defencestatus": 0,
        "datastatus": 2,
        "battery": 100,
        "mileage": 51654
        "todaymileage": 15654
        }
    ],
    "code": 0
}`,
  playback: `{
"record": "113.97196,22.568616,1406858664,0,228;113.97196,22.56861,1406858684,0,228;113.97196,22.56861,1406858704,0,228;113.97196,22.56861,1406858724,0,228;113.97196,22.56861,1406858724,0,228;113.97196,22.56861,1406858724,0,228;113.97196,22.56861,1406858724,0,228;113.971934,22.568583,1406858780,0,61;113.971925,22.568585,1406858800,0,61",
"code": 0
}`,
  geofence: `{"code":0}`,
  commandSend: `{
    "record": {
        "commandid": "1B454"
    },
    "code": 0
}`,
  commandQuery: `{
    "record": {
        "response": "Cut off the fuel supply: Success! Speed: 2km/h.",
        "commandstatus": 1
    },
    "code": 0
}`,
  devices: `{
    "code": 0,
    "record": [
        {
            "imei": "512345678901234",
            "devicename": "VT05S-01234",
            "devicetype": "VT05S",
            "platenumber": "TheOne",
            "onlinetime": 0,
            "platformduetime": 0,
            "simcard": "7557862586",
            "activatedtime": 0,
            "userduetime": 0
        },
        {
            "imei": "123456789123456",
            "devicename": "VT05S-23456",
            "devicetype": "VT05S",
            "platenumber": "",
            "onlinetime": 1419905754,
            "platformduetime": 1588603848,
            "simcard": "",
            "activatedtime": 1419805754,
            "userduetime": 1589603848
        }
    ]
}`,
  alarms: `{
    "code": 0,
    "record": "27,113.885888,22.580592,1541575497,1541575507,40,40,0"
}`,
  done: `{
    "code": 0
}`,
  account: `{
    "code": 0,
    "record": {
        "createtime": 1562570435,
        "mobile": "",
        "telephone": "",
        "roletype": 1,
        "account": "demo",
        "email": "openapidemo@gmail.com",
        "blockstatus": 1,
        "username": "openapidemo"
     }
}`,
  mileage: `{
    "record": [
        {
            "imei": "351000091413001",
            "mileage": 338.21
        },
        {
            "imei": "351000091413002",
            "mileage": 500.56
        },
        {
            "imei": "351000091413003",
            "mileage": 280.87
        },
        {
            "imei": "351000091413004",
            "mileage": 621.21
        }
    ],
    "code": 0
}`,
  accounts: `{
"code": 0,
"record": [
        {
           "createtime": 1562570435,
           "mobile": "",
           "telephone": "",
           "roletype": 1,
           "account": "demo",
           "email": "openapidemo@gmail.com",
           "blockstatus": 1,
           "username": "openapidemo"
        },
        {
           "createtime": 1562670132,
           "mobile": "",
           "telephone": "",
           "roletype": 1,
           "account": "demotest",
           "email": "demotest@gmail.com",
           "blockstatus": 1,
           "username": "demotest name"
        }
    ]
}`,
  password: `{
    "code": 0,
}`,
} as const;
