import type { VehicleState } from '../../electron/contract/position.ts';

export type MapTheme = 'dark' | 'light';

/** Colours of the built-in basemap: quiet, so that vehicles are what the eye finds. */
export interface BasemapColours {
  readonly water: string;
  readonly land: string;
  readonly shore: string;
  readonly border: string;
  readonly graticule: string;
  readonly country: string;
  readonly town: string;
  readonly halo: string;
}

/** Colours of what is drawn over any basemap. Red belongs to alarms alone. */
export interface VehicleColours {
  readonly states: Readonly<Record<VehicleState, string>>;
  readonly outline: string;
  readonly selected: string;
  readonly hovered: string;
  readonly alarm: string;
  readonly text: string;
  readonly textHalo: string;
  readonly cluster: string;
  readonly clusterText: string;
  readonly tail: string;
}

export const basemapColours: Readonly<Record<MapTheme, BasemapColours>> = {
  dark: {
    water: '#0b1119',
    land: '#161f2b',
    shore: '#2a3849',
    border: '#3a4a5e',
    graticule: '#131c27',
    country: '#63758b',
    town: '#7f90a5',
    halo: '#0f1720',
  },
  light: {
    water: '#d5dfe8',
    land: '#f4f5f3',
    shore: '#b3c1ce',
    border: '#a9b1bb',
    graticule: '#cbd6e0',
    country: '#7b8794',
    town: '#4d5965',
    halo: '#f8f9f8',
  },
};

export const vehicleColours: Readonly<Record<MapTheme, VehicleColours>> = {
  dark: {
    states: {
      unknown: '#64748b',
      moving: '#3ddc97',
      idle: '#fbd24e',
      parked: '#8fa9c9',
      offline: '#93a1b3',
      neverOnline: '#7c8aa0',
      expired: '#c79bf2',
      blocked: '#c79bf2',
    },
    outline: '#05080c',
    selected: '#ffffff',
    hovered: '#7dd3fc',
    alarm: '#ff4d4f',
    text: '#e6edf5',
    textHalo: '#0a0f16',
    cluster: '#1c2938',
    clusterText: '#e6edf5',
    tail: '#7dd3fc',
  },
  light: {
    states: {
      unknown: '#7c8796',
      moving: '#0b8a55',
      idle: '#d9a400',
      parked: '#4f6f97',
      offline: '#5f6b7a',
      neverOnline: '#7c8796',
      expired: '#7b3fc4',
      blocked: '#7b3fc4',
    },
    outline: '#ffffff',
    selected: '#0f172a',
    hovered: '#0369a1',
    alarm: '#d7191c',
    text: '#16202c',
    textHalo: '#ffffff',
    cluster: '#ffffff',
    clusterText: '#16202c',
    tail: '#0369a1',
  },
};
