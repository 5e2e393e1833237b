import type { EndpointName } from '../faults.ts';
import type { Operation } from '../provider.ts';
import { commandQuery, commandSend, geofenceCreate } from './control.ts';
import { block, messageSend, passwordSet, unblock, userInfo, userList } from './customers.ts';
import { deviceDetail, deviceList, mileage, track } from './devices.ts';
import { alarmList, playback } from './history.ts';

export interface Endpoint {
  readonly name: EndpointName;
  readonly method: 'GET' | 'POST';
  /** null: signing in, which needs no token. */
  readonly run: Operation | null;
}

/** Path, request type and operation of each of the sixteen (open-api.md, chapter 2). */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/api/authorization', { name: 'authorization', method: 'GET', run: null }],
  ['/api/track', { name: 'track', method: 'GET', run: track }],
  ['/api/playback', { name: 'playback', method: 'GET', run: playback }],
  ['/api/geofence/create', { name: 'geofenceCreate', method: 'POST', run: geofenceCreate }],
  ['/api/command/send', { name: 'commandSend', method: 'POST', run: commandSend }],
  ['/api/command/query', { name: 'commandQuery', method: 'POST', run: commandQuery }],
  ['/api/device/list', { name: 'deviceList', method: 'GET', run: deviceList }],
  ['/api/alarm/list', { name: 'alarmList', method: 'GET', run: alarmList }],
  ['/api/user/block', { name: 'block', method: 'POST', run: block }],
  ['/api/user/unblock', { name: 'unblock', method: 'POST', run: unblock }],
  ['/api/user/info', { name: 'userInfo', method: 'GET', run: userInfo }],
  ['/api/device/detail', { name: 'deviceDetail', method: 'GET', run: deviceDetail }],
  ['/api/message/send', { name: 'messageSend', method: 'POST', run: messageSend }],
  ['/api/device/mileage', { name: 'mileage', method: 'GET', run: mileage }],
  ['/api/user/list', { name: 'userList', method: 'GET', run: userList }],
  ['/api/user/password/set', { name: 'passwordSet', method: 'POST', run: passwordSet }],
]);
