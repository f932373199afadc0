/** What a process of this platform begins with, before any room is open: its settings, its log, its own refusals. */
export { type Config, ConfigError, loadConfig } from './platform/config.ts';
export { createLog } from './platform/log.ts';
export { settingNames, settings } from './platform/settings.ts';
export { acquireDataDirectory, DataDirectoryInUse, type Owner } from './platform/storage/lock.ts';
