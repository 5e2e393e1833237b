/** The sign-in of the built-in provider: the distributor above the whole demo fleet. */
export const DEMO_ACCOUNT = 'demo';
export const DEMO_PASSWORD = 'demo';

/** A second distributor on the same server, whose accounts and devices the demo account must not see. */
export const RIVAL_ACCOUNT = 'rival';
