/** Importance of an alarm; the user can change it per type. */
export const alarmPriorities = ['critical', 'high', 'medium', 'low'] as const;
export type AlarmPriority = (typeof alarmPriorities)[number];

export interface AlarmType {
  readonly number: number;
  /** The provider's own word (open-api.md 2.8). */
  readonly key: string;
  /** English name on screen and in workbooks. */
  readonly name: string;
  readonly priority: AlarmPriority;
  /** Lucide icon. */
  readonly icon: string;
}

const type = (
  number: number,
  key: string,
  name: string,
  priority: AlarmPriority,
  icon: string,
): AlarmType => ({
  number,
  key,
  name,
  priority,
  icon,
});

/** All 44 alarm types of the reference (open-api.md 2.8). */
export const alarmTypes: readonly AlarmType[] = [
  type(1, 'sosAlarm', 'SOS', 'critical', 'siren'),
  type(2, 'lowBatteryAlarm', 'Low battery', 'low', 'battery-low'),
  type(3, 'powerDisconnectAlarm', 'Power disconnected', 'critical', 'unplug'),
  type(4, 'vibrationAlarm', 'Vibration', 'medium', 'vibrate'),
  type(5, 'geoFenceInAlarm', 'Geofence entered', 'medium', 'log-in'),
  type(6, 'geoFenceOutAlarm', 'Geofence left', 'medium', 'log-out'),
  type(7, 'speedingAlarm', 'Speeding', 'medium', 'gauge'),
  type(8, 'carMoveAlarm', 'Moved while parked', 'high', 'move'),
  type(9, 'engineOn', 'Engine on', 'low', 'power'),
  type(10, 'engineOff', 'Engine off', 'low', 'power-off'),
  type(11, 'tireTemperatureAlarm', 'Tyre temperature', 'high', 'thermometer'),
  type(12, 'tireLeakPressureAlarm', 'Tyre leaking', 'high', 'circle-dot'),
  type(13, 'tireLowPressureAlarm', 'Tyre pressure low', 'medium', 'circle-dot'),
  type(14, 'tireHighPressureAlarm', 'Tyre pressure high', 'medium', 'circle-dot'),
  type(15, 'gpsDeadZoneInAlarm', 'GPS dead zone entered', 'low', 'satellite'),
  type(16, 'gpsDeadZoneOutAlarm', 'GPS dead zone left', 'low', 'satellite'),
  type(17, 'obdDtcAlarm', 'Engine fault code', 'medium', 'wrench'),
  type(18, 'disassembleAlarm', 'Device taken off', 'critical', 'hammer'),
  type(19, 'powerOffAlarm', 'Device powered off', 'high', 'power-off'),
  type(20, 'collisionAlarm', 'Collision', 'critical', 'car-front'),
  type(21, 'dropAlarm', 'Dropped', 'high', 'arrow-down'),
  type(22, 'routeAlarm', 'Off route', 'medium', 'route'),
  type(23, 'rapidAccelerationAlarm', 'Hard acceleration', 'low', 'chevrons-up'),
  type(24, 'rapidDecelerationAlarm', 'Hard braking', 'low', 'chevrons-down'),
  type(25, 'sharpTurnAlarm', 'Sharp turn', 'low', 'corner-up-right'),
  type(26, 'dooropenAlarm', 'Door opened', 'medium', 'door-open'),
  type(27, 'doorcloseAlarm', 'Door closed', 'low', 'door-closed'),
  type(28, 'offlineAlarm', 'Went offline', 'medium', 'wifi-off'),
  type(29, 'engineIdleAlarm', 'Engine idling', 'low', 'timer'),
  type(30, 'parkingAlarm', 'Parked too long', 'low', 'circle-parking'),
  type(31, 'oilLeakAlertAlarm', 'Fuel leaking', 'high', 'droplets'),
  type(32, 'oilTheftAlertAlarm', 'Fuel theft', 'critical', 'fuel'),
  type(33, 'jammingAlarm', 'Jamming', 'critical', 'radio-tower'),
  type(34, 'restrictedDrivingAlarm', 'Restricted driving', 'medium', 'ban'),
  type(35, 'lowTemperatureAlarm', 'Temperature low', 'high', 'thermometer-snowflake'),
  type(36, 'highTemperatureAlarm', 'Temperature high', 'high', 'thermometer-sun'),
  type(37, 'dumpSwitchOnAlarm', 'Tipper up', 'low', 'truck'),
  type(38, 'dumpSwitchOffAlarm', 'Tipper down', 'low', 'truck'),
  type(39, 'armAlarm', 'Armed', 'low', 'shield'),
  type(40, 'rolloverAlarm', 'Rollover', 'critical', 'rotate-ccw'),
  type(41, 'fatigueDrivingAlarm', 'Fatigue driving', 'high', 'moon'),
  type(42, 'lackBreakFatigueDrivingAlarm', 'Driving without a break', 'high', 'coffee'),
  type(43, 'lowOilAlarm', 'Fuel low', 'low', 'fuel'),
  type(44, 'lowExternalBatteryAlarm', 'Vehicle battery low', 'medium', 'battery-warning'),
];

const byNumber: ReadonlyMap<number, AlarmType> = new Map(alarmTypes.map((entry) => [entry.number, entry]));

/** The alarm type of a number; an unknown number is shown by its number, never dropped. */
export function alarmType(number: number): AlarmType {
  return (
    byNumber.get(number) ?? {
      number,
      key: `type${number}`,
      name: `Alarm type ${number}`,
      priority: 'medium',
      icon: 'bell',
    }
  );
}

/** One alarm (2.8). Times are Unix seconds; null means unknown. */
export interface Alarm {
  readonly imei: string;
  readonly type: number;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly gpsTime: number | null;
  /** When the provider's server recorded it; the cursor of paging and the time the console orders by. */
  readonly systemTime: number;
  /** km/h */
  readonly speed: number | null;
  /** Degrees clockwise from north. */
  readonly course: number | null;
  /** Geofence ID; "" or "0" where the alarm is not about one. */
  readonly geofenceId: string;
}
