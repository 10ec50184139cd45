/** Settings and credentials of a connection: the API refuses wrong ones before anything is stored, so domain has them. */
export * from '../../../domain/connections/e-conomic-settings.ts';
