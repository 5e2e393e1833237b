export * from '../../map/map-engine-key.ts';
