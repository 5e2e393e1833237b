import type { InjectionKey } from 'vue';
import type { MapEngine } from '../../map/engine.ts';

/** Where a window's root provides the holder of the engine that all its maps share. */
export const trackEngineKey: InjectionKey<{ engine: MapEngine | null }> = Symbol('map engine of tracks');
