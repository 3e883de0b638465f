import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SigningKey } from '#services/key'
import { Ago } from '../components/quantities.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { ConfirmName } from '../station/confirm-name.tsx'

const key = ['key', 'signing'] as const

/** What links and sessions are signed with: a new one signs from now on, an old one is believed until it is retired. */
export const SigningKeys = () => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [retiring, setRetiring] = useState<SigningKey>()
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.key.signingKeys({}, { signal })).items,
  })
  const again = () => queries.invalidateQueries({ queryKey: ['key'] })
  const rotate = useAct(async () => {
    await api.key.addSigningKey({})
    await again()
    void message.success(t('playback.keys.rotated'))
  })
  const retire = async () => {
    await api.key.dropSigningKey({ id: retiring!.id })
    setRetiring(undefined)
    await again()
  }
  return (
    <section className="panel panel-body" aria-label={t('playback.keys.signing')} data-testid="signing-keys">
      <div className="playback-line">
        <div>
          <h2>{t('playback.keys.signing')}</h2>
          <p className="soft">{t('playback.keys.signingAbout')}</p>
        </div>
        <Button loading={rotate.busy} onClick={() => rotate.act()} data-testid="rotate">
          {t('playback.keys.rotate')}
        </Button>
      </div>
      {error && !data ? <ErrorState small error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={2} /> : null}
      {data?.length === 0 ? <p className="faint">{t('playback.keys.noneSigned')}</p> : null}
      <ul>
        {(data ?? []).map((one) => (
          <li key={one.id} className="playback-key" data-testid="signing-key">
            <span className="grow">{t('playback.keys.number', { number: one.id })}</span>
            <span className="faint">
              <Ago at={one.createdAt} />
            </span>
            <Status tone={one.signs ? 'jade' : 'none'}>
              {t(one.signs ? 'playback.keys.signs' : 'playback.keys.believed')}
            </Status>
            <Button
              size="small"
              type="text"
              danger
              disabled={one.signs}
              title={one.signs ? t('playback.keys.rotateFirst') : undefined}
              onClick={() => setRetiring(one)}
            >
              {t('playback.keys.retire')}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmName
        open={retiring !== undefined}
        close={() => setRetiring(undefined)}
        title={t('playback.keys.retireTitle', { number: retiring?.id ?? 0 })}
        detail={t('playback.keys.retireDetail')}
        name={String(retiring?.id ?? '')}
        okText={t('playback.keys.retire')}
        act={retire}
      />
    </section>
  )
}
