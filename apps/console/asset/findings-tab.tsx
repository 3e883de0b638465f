import { App, Button, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Finding } from '#services/qc'
import type { Asset } from '#services/vms'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { Status, type Tone } from '../components/status.tsx'
import { api, stationAddress } from '../shell/api.ts'
import { formatAgo } from '../shell/format.ts'
import { randomId } from '../shell/random-id.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useJudgement } from './qc-data.ts'
import type { Deck } from './use-deck.ts'

const tones = { fail: 'red', warn: 'amber', info: 'sky', pass: 'jade' } as const satisfies Record<string, Tone>

/** 技审: the verdict, every finding with its place, what to do about it, and the report to take along. */
export const FindingsTab = ({ asset, deck }: { asset: Asset; deck: Deck }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const { report, findings } = useJudgement(asset.id)
  const judge = useAct(async () => {
    await api.qc.judge({ asset: asset.id })
    void message.info(t('qc.judging'))
  })
  const again = may('assets:write') ? (
    <Button size="small" loading={judge.busy} onClick={() => judge.act()} disabled={asset.state === 'ingesting'}>
      {t('qc.judge')}
    </Button>
  ) : null
  if (report.error && !report.data) return <ErrorState error={report.error} again={() => void report.refetch()} />
  if (report.data === undefined) return <Skeleton rows={4} />
  if (report.data === null) {
    return (
      <Empty small title={t('qc.none')} detail={t(asset.state === 'ingesting' ? 'qc.later' : 'qc.noneDetail')}>
        {again}
      </Empty>
    )
  }
  const { verdict, stopsPublish, counts, loudness, judgedAt, template } = report.data
  const fixes = [...new Set(findings.flatMap(({ fix, waived }) => (fix && !waived ? [fix] : [])))]
  const measured = [
    loudness?.integratedLufs == null ? undefined : `${loudness.integratedLufs.toFixed(1)} LUFS`,
    loudness?.truePeakDbtp == null ? undefined : `${loudness.truePeakDbtp.toFixed(1)} dBTP`,
  ].filter((one) => one !== undefined)
  return (
    <div className="findings" data-testid="findings" data-verdict={verdict}>
      <div className="row">
        <Status look="chip" tone={tones[verdict]} state={verdict}>
          {t(`qc.verdicts.${verdict}`)}
        </Status>
        <span className="faint">{t('qc.by', { template: t(`qc.templates.${template.id}`, template.title) })}</span>
        <div className="grow" />
        {again}
        <Dropdown
          trigger={['click']}
          menu={{
            items: (['html', 'pdf', 'json'] as const).map((key) => ({
              key,
              label: (
                <a href={documentOf(asset.id, key, i18n.language)} target="_blank" rel="noreferrer">
                  {t(`qc.documents.${key}`)}
                </a>
              ),
            })),
          }}
        >
          <Button size="small">{t('qc.report')}</Button>
        </Dropdown>
      </div>
      {stopsPublish ? <p className="red">{t('qc.stops')}</p> : null}
      <p className="faint numerals">
        {[
          ...measured,
          formatAgo(judgedAt, i18n.language),
          counts.waived ? t('qc.waivedCount', { count: counts.waived }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {fixes.length > 0 && may('assets:write') ? <Fixes asset={asset.id} fixes={fixes} /> : null}
      {findings.length === 0 ? <p className="soft">{t('qc.clean')}</p> : null}
      <ul className="finding-list">
        {findings.map((finding) => (
          <Row key={finding.id} asset={asset.id} finding={finding} seek={deck.seek} />
        ))}
      </ul>
    </div>
  )
}

const documentOf = (asset: string, ending: string, language: string) => {
  const address = stationAddress(`/api/qc/assets/${asset}/report.${ending}`)
  return `${address}${address.includes('?') ? '&' : '?'}language=${language}`
}

/** What can be mended without a person: a new asset comes of it. */
const Fixes = ({ asset, fixes }: { asset: string; fixes: NonNullable<Finding['fix']>[] }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { busy, act } = useAct(async () => {
    await api.qc.fix({ asset, fixes }, { idempotencyKey: randomId() })
    void message.info(t('qc.mending'))
  })
  return (
    <div className="row findings-fix">
      <span>{t('qc.canFix', { what: fixes.map((fix) => t(`qc.fixes.${fix}`)).join(t('qc.and')) })}</span>
      <Button size="small" loading={busy} onClick={() => act()} data-testid="fix">
        {t('qc.fix')}
      </Button>
    </div>
  )
}

const Row = ({ asset, finding, seek }: { asset: string; finding: Finding; seek(seconds: number): void }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const { kind, severity, sentence, startSeconds, startTimecode, endTimecode, waived } = finding
  const waive = useAct(async () => {
    await api.qc.waive({ asset, finding: finding.id, reason: reason.trim() })
    setAsking(false)
  })
  const count = useAct(() => api.qc.unwaive({ asset, finding: finding.id }))
  return (
    <li className={waived ? 'finding is-waived' : 'finding'} data-testid="finding" data-kind={kind}>
      <div className="row">
        <Status tone={waived ? 'none' : tones[severity]} state={severity}>
          {t(`qc.kinds.${kind}`)}
        </Status>
        <button type="button" className="finding-place mono" onClick={() => seek(startSeconds)}>
          {`${startTimecode} – ${endTimecode}`}
        </button>
        <div className="grow" />
        {may('assets:publish') && severity !== 'info' ? (
          waived ? (
            <Button size="small" type="text" loading={count.busy} onClick={() => count.act()}>
              {t('qc.unwaive')}
            </Button>
          ) : (
            <Button size="small" type="text" onClick={() => setAsking(true)} data-testid="waive">
              {t('qc.waive')}
            </Button>
          )
        ) : null}
      </div>
      <p className="soft">{sentence}</p>
      {waived ? <p className="faint">{t('qc.waivedBy', { by: waived.by, reason: waived.reason })}</p> : null}
      <Modal
        open={asking}
        title={t('qc.waiveTitle')}
        okText={t('qc.waive')}
        okButtonProps={{ disabled: reason.trim() === '' }}
        confirmLoading={waive.busy}
        onOk={() => waive.act()}
        onCancel={() => setAsking(false)}
      >
        <Input
          value={reason}
          maxLength={1000}
          placeholder={t('qc.reason')}
          aria-label={t('qc.reason')}
          onChange={(event) => setReason(event.target.value)}
        />
      </Modal>
    </li>
  )
}
