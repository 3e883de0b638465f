/** The reader's time zone: a day is theirs, not the server's. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
