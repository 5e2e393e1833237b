/** What a device model has sensors for and which commands it understands. */
export interface DeviceModel {
  readonly name: string;
  /** First eight digits of its IMEIs. */
  readonly typeCode: string;
  readonly ignition: boolean;
  readonly door: boolean;
  readonly defence: boolean;
  readonly relay: boolean;
  readonly charge: boolean;
  readonly battery: boolean;
  readonly mileage: boolean;
  readonly externalPower: boolean;
  readonly fuel: boolean;
  readonly temperature: boolean;
  readonly commands: readonly CommandWord[];
}

/** The commands of the reference (open-api.md 2.5). */
export const commandWords = ['RELAY,1', 'RELAY,0', 'RESET', 'LOCKDOOR', 'UNLOCKDOOR', 'SET_MILEAGE'] as const;
export type CommandWord = (typeof commandWords)[number];

const everything = {
  ignition: true,
  door: true,
  defence: true,
  relay: true,
  charge: true,
  battery: true,
  mileage: true,
  externalPower: true,
  fuel: true,
  temperature: true,
  commands: commandWords,
} as const;

export const deviceModels: readonly DeviceModel[] = [
  { name: 'VT05S', typeCode: '86402104', ...everything, fuel: false, temperature: false },
  { name: 'VT900-L', typeCode: '86765203', ...everything },
  {
    name: 'TR20',
    typeCode: '35889905',
    ...everything,
    door: false,
    charge: false,
    fuel: false,
    temperature: false,
    commands: ['RELAY,1', 'RELAY,0', 'RESET', 'SET_MILEAGE'],
  },
  {
    name: 'OBD33',
    typeCode: '35513900',
    ...everything,
    door: false,
    defence: false,
    relay: false,
    charge: false,
    temperature: false,
    commands: ['RESET', 'SET_MILEAGE'],
  },
  {
    name: 'AT4 asset',
    typeCode: '86123910',
    ...everything,
    ignition: false,
    door: false,
    relay: false,
    mileage: false,
    externalPower: false,
    fuel: false,
    commands: ['RESET'],
  },
];
