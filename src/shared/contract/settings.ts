import { z } from 'zod'
import { NetworkSettings } from '../model/network.ts'
import { Preferences } from '../model/preferences.ts'
import { procedure } from './procedure.ts'

export const settings = {
  network: procedure(z.object({})).returns<NetworkSettings>(),
  /**
   * Takes effect at once: calls under way are stopped. `proxyPassword` goes to the keychain; `null`
   * leaves the one that is kept, an empty one deletes it.
   */
  setNetwork: procedure(
    z.object({ network: NetworkSettings, proxyPassword: z.string().max(512).nullable() }),
  ).returns<NetworkSettings>(),
  preferences: procedure(z.object({})).returns<Preferences>(),
  /** Takes effect at once, even where the file can't be written. */
  setPreferences: procedure(Preferences).returns<Preferences>(),
  /**
   * Preferences, and size, place and zoom of the window, as on the first start. Leaves accounts,
   * archives, reports and the network settings as they are.
   */
  reset: procedure(z.object({})).returns<Preferences>(),
  /** Asks for a PEM file. Answers its path, or `null` if the user closed the dialog. */
  chooseCaFile: procedure(z.object({})).returns<string | null>(),
}
