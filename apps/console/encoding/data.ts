import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { Problem, problemFrom } from '#backbone/problem'
import type { Logo, Profile } from '#services/transcode'
import { api, chosenStation, stationAddress } from '../shell/api.ts'

export const profilesKey = ['encoding', 'profiles'] as const
export const logosKey = ['encoding', 'logos'] as const

/** Encoding profiles of the station, and which columns have one of their own. */
export const useProfiles = () =>
  useQuery({ queryKey: profilesKey, queryFn: ({ signal }) => api.transcode.profiles({}, { signal }) })

export const useLogos = () =>
  useQuery({
    queryKey: logosKey,
    queryFn: async ({ signal }) => (await api.transcode.logos({}, { signal })).items,
  })

/** What a profile is called; the standard one has no words of its own. */
export const profileName = ({ id, title }: Pick<Profile, 'id' | 'title'>): string =>
  id === 'standard' ? i18next.t('encoding.standard') : title

/** Where the picture of a logo is. */
export const logoAddress = ({ id }: Pick<Logo, 'id'>): string => stationAddress(`/api/transcode/logos/${id}/picture`)

const sendingSeconds = 120

/** Sends a file as the body of a request, and gives the answer; a refusal is thrown as the service told it. */
export const sendFile = async <T>(path: string, file: Blob): Promise<T> => {
  const station = chosenStation()
  const signal = AbortSignal.timeout(sendingSeconds * 1000)
  const headers = {
    'content-type': file.type || 'application/octet-stream',
    ...(station === undefined ? {} : { 'rongmei-station': station }),
  }
  const reply = await fetch(path, { method: 'POST', headers, body: file, signal }).catch((cause: unknown) => {
    throw new Problem('unreachable', 503, `No answer from ${location.host}`, { reason: String(cause) })
  })
  const body: unknown = await reply.json().catch(() => undefined)
  if (!reply.ok) throw problemFrom(reply.status, body)
  return body as T
}
