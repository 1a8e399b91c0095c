/** What the form says instead of a client's id. */
export const NEW_CLIENT = "new";
export const MOST_DEVICES = 12;
export const MOST_PHOTOS = 12;
