import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset, Share } from '#services/vms'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { ShortList } from '../components/short-list.tsx'
import { Empty } from '../components/states.tsx'
import { Status, type Tone } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { CopyField, Qr } from './public-link.tsx'
import { ReviewLinkForm } from './review-link-form.tsx'
import { useRevoke } from './use-revoke.ts'

/** 审片链接: by which colleagues and guests without a login see an asset before the public does, until it ends. */
export const ReviewLinks = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<{ id: string; token: string }>()
  const key = ['asset', asset.id, 'shares']
  const again = () => queries.invalidateQueries({ queryKey: key })
  const rows = useRows(key, (asked, options) => api.vms.shares({ asset: asset.id, ...asked }, options), { limit: 20 })
  const gives = may('assets:publish')
  const address = made ? `${location.origin}/share/${made.token}` : ''
  return (
    <section aria-label={t('review.title')} data-testid="reviews">
      <header>
        <h2 className="label">{t('review.title')}</h2>
        {gives && !making ? (
          <Button size="small" onClick={() => setMaking(true)} data-testid="review-new">
            {t('review.make')}
          </Button>
        ) : null}
      </header>
      <p className="soft links-about">{t('review.about')}</p>
      {made ? (
        <div className="link-made" role="status" data-testid="review-made">
          <p>{t('review.shownOnce')}</p>
          <div className="public-link">
            <Qr address={address} label={t('review.qr')} />
            <div>
              <CopyField label={t('review.address')} text={address} testId="review-address" />
              <Button size="small" href={address} target="_blank" rel="noreferrer">
                {t('review.open')}
              </Button>
            </div>
          </div>
        </div>
      ) : null}
      {making ? (
        <ReviewLinkForm
          asset={asset}
          cancel={() => setMaking(false)}
          done={(share, token) => {
            setMade({ id: share.id, token })
            setMaking(false)
            void again()
          }}
        />
      ) : null}
      <ShortList
        rows={rows}
        empty={
          making ? null : (
            <Empty small title={t('review.none')} detail={gives ? t('review.noneDetail') : t('review.mayOnlySee')} />
          )
        }
      >
        {(share) => (
          <OneShare
            key={share.id}
            share={share}
            ended={() => {
              // An address that leads nowhere any more is not offered further.
              if (share.id === made?.id) setMade(undefined)
              void again()
            }}
          />
        )}
      </ShortList>
    </section>
  )
}

const tones: Record<Share['state'], Tone> = { open: 'jade', expired: 'none', revoked: 'none', 'used up': 'none' }
const stateWords = { open: 'open', expired: 'expired', revoked: 'revoked', 'used up': 'usedUp' } as const

const OneShare = ({ share, ended }: { share: Share; ended(): void }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const ask = useRevoke()
  const { state, views, mostViews, lastViewedAt } = share
  // It cannot be taken back: who watches by it is stopped, and its address is known to nobody here.
  const revoke = () =>
    ask({
      title: t('review.revokeTitle'),
      detail: t('review.revokeDetail'),
      act: async () => {
        await api.vms.revokeShare({ id: share.id })
        ended()
      },
    })
  return (
    <li className="link" data-testid="review" data-state={state}>
      <div className="grow">
        <div className="ellipsis">{share.note || t('review.untitled')}</div>
        <div className="faint">
          {state === 'open' ? `${t('review.until', { at: formatInstant(share.expiresAt, i18n.language) })} · ` : null}
          {mostViews === undefined
            ? t('review.views', { count: views })
            : t('review.viewsOf', { count: mostViews, views })}
        </div>
        <div className="faint">
          {share.createdBy} · <Ago at={share.createdAt} />
          {lastViewedAt ? (
            <>
              {' '}
              · {t('review.last')} <Ago at={lastViewedAt} />
            </>
          ) : null}
        </div>
      </div>
      <Status tone={tones[state]}>{t(`review.states.${stateWords[state]}`)}</Status>
      {state === 'open' && may('assets:publish') ? (
        <Button size="small" type="text" danger onClick={revoke} data-testid="review-revoke">
          {t('review.revoke')}
        </Button>
      ) : null}
    </li>
  )
}
