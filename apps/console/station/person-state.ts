import type { Person } from '#backbone/access/contract'
import type { Tone } from '../components/status.tsx'

/** How it stands with a person: at rest where disabled or never seen. */
export const personTone = ({ disabled, lastSeenAt }: Person): Tone =>
  disabled ? 'amber' : lastSeenAt ? 'jade' : 'none'
