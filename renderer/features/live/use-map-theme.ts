export { useScreenTheme as useMapTheme } from '../../bridge/use-screen-theme.ts';
