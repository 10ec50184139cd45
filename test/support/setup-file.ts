/**
 * Runs in each test file before it is loaded. Times of day and dates must not depend on where the tests run:
 * an hour off, and a due date falls on another day.
 */
process.env['TZ'] = 'UTC';

export {};
