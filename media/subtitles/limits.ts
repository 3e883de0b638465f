/** The largest file, the most cues, the longest text of one cue, of a line with times, and the latest time that is taken. */
export const mostFileBytes = 5_000_000
export const mostCues = 20_000
export const mostCueCharacters = 2000
export const mostTimingCharacters = 500
export const latestSeconds = 1_000_000
