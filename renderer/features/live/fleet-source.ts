export { fleetSource } from '../../bridge/fleet-source.ts';
