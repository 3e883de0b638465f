import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Type } from 'typebox'
import type { Link } from '#services/key'
import type { Asset } from '#services/vms'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { SchemaForm } from '../components/schema-form.tsx'
import { ShortList } from '../components/short-list.tsx'
import { Empty } from '../components/states.tsx'
import { Status, type Tone } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { CopyField } from './public-link.tsx'
import { useRevoke } from './use-revoke.ts'

const days = ['1', '7', '30', '365'] as const
const LinkForm = Type.Object({
  days: Type.Enum([...days]),
  note: Type.Optional(Type.String({ maxLength: 200 })),
  viewer: Type.Optional(Type.String({ maxLength: 100 })),
})
const dayMilliseconds = 86_400_000

/** 签名播放链接: for players and pages of partners, under the playback policy. Addresses are shown only when made. */
export const SignedLinks = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<Awaited<ReturnType<typeof api.key.createLink>>>()
  const key = ['asset', asset.id, 'links']
  const rows = useRows(key, (asked, options) => api.key.links({ asset: asset.id, ...asked }, options), { limit: 20 })
  const published = asset.state === 'published'
  return (
    <section aria-label={t('links.title')} data-testid="links">
      <header>
        <h2 className="label">{t('links.title')}</h2>
        {making ? null : (
          <Button size="small" onClick={() => setMaking(true)} data-testid="link-new">
            {t('links.make')}
          </Button>
        )}
      </header>
      <p className="soft links-about">{t('links.about')}</p>
      {made ? (
        <div className="link-made" role="status" data-testid="link-made">
          <p>{t('links.shownOnce')}</p>
          <CopyField label={t('links.address')} text={location.origin + made.watch} testId="link-address" />
          <CopyField label={t('links.hls')} text={location.origin + made.hls} />
        </div>
      ) : null}
      {making ? (
        <SchemaForm
          schema={LinkForm}
          fields={{
            days: {
              label: t('links.validFor'),
              options: Object.fromEntries(days.map((one) => [one, t('links.days', { count: Number(one) })])),
            },
            note: { label: t('links.note'), help: t('links.noteHelp') },
            viewer: { label: t('links.viewer'), help: t('links.viewerHelp') },
          }}
          initial={{ days: '7' }}
          okText={t('links.make')}
          cancel={() => setMaking(false)}
          submit={async ({ days: count, ...said }) => {
            const expiresAt = new Date(Date.now() + Number(count) * dayMilliseconds).toISOString()
            // Of what is not published, for those who look it over; it goes on when that is published.
            const early = published ? {} : { beforePublication: true }
            setMade(await api.key.createLink({ asset: asset.id, expiresAt, ...early, ...said }))
            setMaking(false)
            await queries.invalidateQueries({ queryKey: key })
          }}
        />
      ) : null}
      <ShortList
        rows={rows}
        empty={
          making ? null : (
            <Empty small title={t('links.none')} detail={t(published ? 'links.noneDetail' : 'links.noneEarly')} />
          )
        }
      >
        {(link) => (
          <OneLink key={link.id} link={link} again={() => void queries.invalidateQueries({ queryKey: key })} />
        )}
      </ShortList>
    </section>
  )
}

/** How a link stands now. */
export const linkStateOf = ({ revokedAt, expiresAt }: Link): 'open' | 'revoked' | 'over' =>
  revokedAt ? 'revoked' : Date.parse(expiresAt) <= Date.now() ? 'over' : 'open'
export const linkTones: Record<ReturnType<typeof linkStateOf>, Tone> = { open: 'jade', revoked: 'none', over: 'none' }

const OneLink = ({ link, again }: { link: Link; again(): void }) => {
  const { t, i18n } = useTranslation()
  const ask = useRevoke()
  const state = linkStateOf(link)
  // It cannot be taken back: players that were let in are stopped at once.
  const revoke = () =>
    ask({
      title: t('links.revokeTitle'),
      detail: t('links.revokeDetail'),
      act: async () => {
        await api.key.revokeLink({ id: link.id })
        again()
      },
    })
  return (
    <li className="link" data-testid="link" data-state={state}>
      <div className="grow">
        <div className="ellipsis">{link.note || link.viewer || t('links.untitled')}</div>
        <div className="faint">
          {link.createdBy} · <Ago at={link.createdAt} /> · {t('links.sessions', { count: link.sessions })}
        </div>
      </div>
      <div className="link-state">
        <Status tone={linkTones[state]}>{t(`links.states.${state}`)}</Status>
        {state === 'open' ? (
          <span className="faint">{t('links.until', { at: formatInstant(link.expiresAt, i18n.language) })}</span>
        ) : null}
      </div>
      {state === 'open' ? (
        <Button size="small" type="text" danger onClick={revoke} data-testid="link-revoke">
          {t('links.revoke')}
        </Button>
      ) : null}
    </li>
  )
}
