export * from '../../map/use-map-engine.ts';
