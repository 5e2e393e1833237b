/** @type {Record<string, Record<string, string>>} */
export const localNames = {};
