/** How long people stay logged in. */

/** A session that nobody uses for so long has ended. */
export const sessionIdleHours = 12;
/** Days after which a session has ended, however much it is used. */
export const sessionDays = 30;
