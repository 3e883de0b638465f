import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusMark } from '../components/status.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { CommentText } from './comment-text.tsx'
import { isWhole, qcKey, severityTones, type Finding } from './qc-data.ts'
import type { Deck } from './use-deck.ts'

type FindingProps = { asset: string; deck: Deck; finding: Finding; durationSeconds: number; open: boolean }

/** One finding: where it is, what is wrong and what to do; mended, or let pass with a reason. */
export const QcFinding = ({ asset, deck, finding, durationSeconds, open }: FindingProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const [waiving, setWaiving] = useState(false)
  const box = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) box.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const { id, kind, severity, sentence, waived } = finding
  const again = () => queries.invalidateQueries({ queryKey: qcKey(asset) })
  const waive = async (reason: string) => {
    await api.qc.waive({ asset, finding: id, reason })
    setWaiving(false)
    await again()
    offerUndo({ text: t('qc.waived'), undo: () => void api.qc.unwaive({ asset, finding: id }).then(again) })
  }
  const unwaive = useAct(async () => {
    await api.qc.unwaive({ asset, finding: id })
    await again()
  })
  return (
    <li
      ref={box}
      className={`finding ${open ? 'is-open' : ''} ${waived ? 'is-waived' : ''}`}
      data-testid="finding"
      data-kind={kind}
      data-severity={severity}
    >
      <div className="finding-head">
        <StatusMark tone={waived ? 'none' : severityTones[severity]} />
        <strong>{t(`qc.kinds.${kind}`)}</strong>
        <span className="hidden">{t(`qc.severities.${severity}`)}</span>
        {isWhole(finding, durationSeconds) ? (
          <span className="faint">{t('qc.whole')}</span>
        ) : (
          <button
            type="button"
            className="comment-time mono"
            onClick={() => deck.seek(finding.startSeconds)}
            data-testid="finding-time"
          >
            {finding.endSeconds > finding.startSeconds
              ? `${finding.startTimecode} – ${finding.endTimecode}`
              : finding.startTimecode}
          </button>
        )}
      </div>
      <p>{sentence}</p>
      {waived ? (
        <p className="faint">
          {t('qc.waivedBy', { name: waived.by, reason: waived.reason })}
          {may('assets:publish') ? (
            <Button type="link" size="small" loading={unwaive.busy} onClick={() => unwaive.act()}>
              {t('qc.unwaive')}
            </Button>
          ) : null}
        </p>
      ) : waiving ? (
        <CommentText label={t('qc.reason')} ok={t('qc.waive')} save={waive} cancel={() => setWaiving(false)} />
      ) : (
        <div className="row">
          {may('assets:publish') && severity !== 'info' ? (
            <Button type="text" size="small" onClick={() => setWaiving(true)} data-testid="waive">
              {t('qc.waive')}
            </Button>
          ) : null}
        </div>
      )}
    </li>
  )
}
