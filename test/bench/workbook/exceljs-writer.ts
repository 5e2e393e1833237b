import ExcelJS from 'exceljs';
import { setImmediate as turn } from 'node:timers/promises';
import { alarmType } from '../../../electron/contract/alarm.ts';
import { ALARMS_PER_DEVICE, alarmOf, BEGIN, DAY, deviceAt, kmOf } from './data.ts';

/**
 * The baseline: ExcelJS's streaming writer with shared strings and styles, giving way to other work every 500
 * rows, writing the same cells of the one large sheet and nothing else. A process of its own, so that its memory
 * can be told.
 */
const [, , kind = 'alarms', count = '1000', path = 'out.xlsx'] = process.argv;
const began = performance.now();
const writer = new ExcelJS.stream.xlsx.WorkbookWriter({
  filename: path,
  useSharedStrings: true,
  useStyles: true,
});
const columns = (widths: readonly number[], styles: readonly (string | null)[]): Partial<ExcelJS.Column>[] =>
  widths.map((width, index) => {
    const numFmt = styles[index];
    return { width, ...(numFmt == null ? {} : { style: { numFmt } }) };
  });
const views: Partial<ExcelJS.WorksheetView>[] = [{ state: 'frozen', ySplit: 1, xSplit: 1 }];
let rows = 0;

async function written(row: ExcelJS.Row): Promise<void> {
  row.commit();
  rows += 1;
  if (rows % 500 === 0) await turn();
}

if (kind === 'mileage') {
  const days = 31;
  const sheet = writer.addWorksheet('Per day', { views });
  const widths = [14, 22, 18, 30, ...Array.from({ length: days + 1 }, () => 11)];
  sheet.columns = columns(
    widths,
    widths.map((_, index) => (index < 4 ? '@' : '#,##0.00')),
  );
  const titles = Array.from({ length: days }, (_, day) => new Date((BEGIN + day * DAY) * 1_000));
  await written(sheet.addRow(['Plate', 'Device', 'IMEI', 'Account', ...titles, 'Total km']));
  for (let device = 0; device < Number(count); device += 1) {
    const { plate, name, imei, accountPath } = deviceAt(device);
    const km = Array.from({ length: days }, (_, day) => kmOf(device, day));
    const row = device + 2;
    const formula = `IF(COUNT(E${row}:AI${row})=0,"no data",SUM(E${row}:AI${row}))`;
    const result = km.reduce((sum, value) => sum + value, 0);
    await written(sheet.addRow([plate, name, imei, accountPath, ...km, { formula, result }]));
  }
} else {
  const sheet = writer.addWorksheet('Alarms', { views });
  const time = 'yyyy-mm-dd hh:mm:ss';
  const place = '0.000000';
  const formats = ['@', '0', '@', '@', '@', '@', time, time, place, place, null, '0', '0', '@'];
  sheet.columns = columns([24, 7, 14, 22, 18, 30, 20, 20, 12, 12, 8, 10, 10, 12], formats);
  const titles =
    'Alarm,Type,Plate,Device,IMEI,Account,GPS time,System time,Longitude,Latitude,Place,Speed,Course,Geofence';
  await written(sheet.addRow(titles.split(',')));
  for (let at = 0; at < Number(count); at += 1) {
    const device = Math.floor(at / ALARMS_PER_DEVICE);
    const { plate, name, imei, accountPath } = deviceAt(device);
    const alarm = alarmOf(device, at % ALARMS_PER_DEVICE);
    const { longitude, latitude } = alarm;
    const where = `${String(latitude)}&mlon=${String(longitude)}#map=16/${String(latitude)}/${String(longitude)}`;
    const url = `https://www.openstreetmap.org/?mlat=${where}`;
    await written(
      sheet.addRow([
        alarmType(alarm.type).name,
        alarm.type,
        plate,
        name,
        imei,
        accountPath,
        new Date((alarm.gpsTime ?? 0) * 1_000),
        new Date(alarm.systemTime * 1_000),
        longitude,
        latitude,
        { formula: `HYPERLINK("${url}","Map")`, result: 'Map' },
        alarm.speed,
        alarm.course,
        alarm.geofenceId === '0' ? null : alarm.geofenceId,
      ]),
    );
  }
}
await writer.commit();
process.stdout.write(
  JSON.stringify({ milliseconds: performance.now() - began, memory: process.resourceUsage().maxRSS * 1_024 }),
);
