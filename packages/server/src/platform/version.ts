/** The version of this build, as the package says. */
import packageJson from '../../package.json' with { type: 'json' };

export const { version } = packageJson;
