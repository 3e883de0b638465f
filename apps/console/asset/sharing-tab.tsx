import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { StateChip } from '../library/state-chip.tsx'
import { formatInstant } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { EmbedCode, PublicLink } from './public-link.tsx'
import { PlaybackPolicy } from './playback-policy.tsx'
import { ReviewLinks } from './review-links.tsx'
import { RightsWindow } from './rights-window.tsx'
import { SignedLinks } from './signed-links.tsx'
import './sharing.css'

/** 分享: who sees it, where, until when; the public link, the embed code, and links for those without a login. */
export const SharingTab = ({ asset }: { asset: Asset }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const published = asset.state === 'published'
  return (
    <div className="sharing" data-testid="sharing">
      <section aria-label={t('sharing.public')}>
        <header>
          <h2 className="label">{t('sharing.public')}</h2>
          <StateChip state={asset.state} progress={asset.progress} />
        </header>
        {published ? (
          <>
            {asset.publishedAt ? (
              <p className="soft">{t('sharing.since', { at: formatInstant(asset.publishedAt, i18n.language) })}</p>
            ) : null}
            <PublicLink asset={asset.id} />
            <EmbedCode asset={asset} />
          </>
        ) : (
          <p className="soft">{t(`sharing.notYet.${asset.state}`)}</p>
        )}
      </section>
      <RightsWindow asset={asset} />
      <ReviewLinks asset={asset} />
      {may('playback:manage') ? <SignedLinks asset={asset} /> : null}
      <PlaybackPolicy asset={asset} />
      {may('audit:read') ? (
        <p className="faint">
          {t('sharing.trail')} <Link to={`/station/audit?subject=${asset.id}`}>{t('sharing.audit')}</Link>
        </p>
      ) : null}
    </div>
  )
}
