import { DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { Ago } from '../components/quantities.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import { templateName } from '../qc/template-name.ts'
import { api, stationAddress } from '../shell/api.ts'
import { randomId } from '../shell/random-id.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { QcFinding } from './qc-finding.tsx'
import { inGravity, qcKey, useQc, verdictTones, type Finding, type Report } from './qc-data.ts'
import type { Deck } from './use-deck.ts'
import './qc.css'

type QcTabProps = { asset: Asset; deck: Deck; open: string | undefined }

/** 技审: the verdict, what was found and where, what to do about it, and the report to hand on. */
export const QcTab = ({ asset, deck, open }: QcTabProps) => {
  const { t } = useTranslation()
  const qc = useQc(asset.id)
  const found = qc.data
  const findings = useMemo(() => inGravity(found?.findings ?? []), [found])
  if (qc.error && found === undefined) return <ErrorState small error={qc.error} again={() => void qc.refetch()} />
  if (found === undefined) return <Skeleton rows={5} />
  if (found === null) {
    return (
      <Empty
        small
        title={t(asset.state === 'ingesting' ? 'qc.soon' : 'qc.notYet')}
        detail={asset.state === 'ingesting' ? t('qc.soonDetail') : undefined}
      >
        {asset.state === 'ingesting' ? null : <JudgeAgain asset={asset.id} />}
      </Empty>
    )
  }
  return (
    <div className="qc" data-testid="qc" data-verdict={found.report.verdict}>
      <Verdict asset={asset.id} report={found.report} />
      <Mending asset={asset.id} findings={findings} />
      {findings.length === 0 ? <Empty small kind="done" title={t('qc.clean')} /> : null}
      <ul>
        {findings.map((finding) => (
          <QcFinding
            key={finding.id}
            asset={asset.id}
            deck={deck}
            finding={finding}
            durationSeconds={found.report.durationSeconds}
            open={finding.id === open}
          />
        ))}
      </ul>
      <Fixes asset={asset.id} />
    </div>
  )
}

const Verdict = ({ asset, report }: { asset: string; report: Report }) => {
  const { t, i18n } = useTranslation()
  const { verdict, counts, template, judgedAt, stopsPublish, loudness } = report
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const address = (form: string) => {
    const path = stationAddress(`/api/qc/assets/${asset}/report.${form}`)
    return `${path}${path.includes('?') ? '&' : '?'}language=${language}`
  }
  const figures = [
    { key: 'integrated', value: loudness?.integratedLufs },
    { key: 'range', value: loudness?.rangeLu },
    { key: 'truePeak', value: loudness?.truePeakDbtp },
  ] as const
  return (
    <header className="qc-head">
      <div className="row">
        <Status tone={verdictTones[verdict]} look="chip" state={verdict}>
          {t(`qc.verdicts.${verdict}`)}
        </Status>
        <span className="soft numerals">
          {(['fail', 'warn', 'info', 'waived'] as const)
            .filter((key) => counts[key] > 0)
            .map((key) => t(`qc.counts.${key}`, { count: counts[key] }))
            .join(' · ')}
        </span>
        <span className="grow" />
        <div className="qc-acts">
          <Dropdown
            trigger={['click']}
            placement="bottomRight"
            menu={{
              items: (['html', 'pdf', 'json'] as const).map((form) => ({
                key: form,
                label: (
                  <a href={address(form)} target="_blank" rel="noreferrer">
                    {t(`qc.reports.${form}`)}
                  </a>
                ),
              })),
            }}
          >
            <Button size="small" icon={<DownloadOutlined />} data-testid="qc-report">
              {t('qc.report')}
            </Button>
          </Dropdown>
          <JudgeAgain asset={asset} current={template.id} />
        </div>
      </div>
      {stopsPublish ? <p className="red">{t('qc.stops')}</p> : null}
      {loudness ? (
        <dl className="qc-loudness">
          {figures.map(({ key, value }) => (
            <div key={key}>
              <dt>{t(`qc.loudness.${key}`)}</dt>
              <dd className="numerals">{value === null || value === undefined ? '–' : value.toFixed(1)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <p className="faint">
        {t('qc.by', { template: templateName(template) })} · <Ago at={judgedAt} />
      </p>
    </header>
  )
}

/** Judges it again, by the template it was judged by or another one. */
const JudgeAgain = ({ asset, current }: { asset: string; current?: string }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [wanted, setWanted] = useState(false)
  const templates = useQuery({
    queryKey: ['qc', 'templates'],
    queryFn: async ({ signal }) => (await api.qc.templates({}, { signal })).items,
    enabled: wanted,
  })
  const judge = useAct(async (template?: string) => {
    await api.qc.judge({ asset, ...(template === undefined ? {} : { template }) })
    void message.info(t('qc.judging'))
    void queries.invalidateQueries({ queryKey: qcKey(asset) })
  })
  if (!may('assets:write')) return null
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      onOpenChange={setWanted}
      menu={{
        selectable: true,
        selectedKeys: current === undefined ? [] : [current],
        items: (templates.data ?? []).map((template) => {
          const title = templateName(template)
          return { key: template.id, label: template.isDefault ? t('qc.defaultTemplate', { title }) : title }
        }),
        onClick: ({ key }) => judge.act(key),
      }}
    >
      <Button size="small" loading={judge.busy} data-testid="qc-again">
        {t(current === undefined ? 'qc.judge' : 'qc.again')}
      </Button>
    </Dropdown>
  )
}

/** What can be mended without a person, all at once: a new asset comes of it. */
const Mending = ({ asset, findings }: { asset: string; findings: readonly Finding[] }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const fixes = [...new Set(findings.flatMap(({ fix, waived }) => (fix && !waived ? [fix] : [])))]
  const mend = useAct(async () => {
    await api.qc.fix({ asset, fixes }, { idempotencyKey: randomId() })
    void message.info(t('qc.mending'), 5)
  })
  if (fixes.length === 0 || !may('assets:write')) return null
  return (
    <div className="qc-mending">
      <span className="grow">
        {t('qc.canMend', {
          what: fixes.map((fix) => t(`qc.fixes.${fix}`)).join(i18n.language === 'en' ? ', ' : '、'),
        })}
      </span>
      <Button size="small" loading={mend.busy} onClick={() => mend.act()} data-testid="mend">
        {t('qc.mend')}
      </Button>
    </div>
  )
}

/** What mending has made of it already. */
const Fixes = ({ asset }: { asset: string }) => {
  const { t, i18n } = useTranslation()
  const { data } = useQuery({
    queryKey: [...qcKey(asset), 'fixes'],
    queryFn: async ({ signal }) => (await api.qc.fixes({ asset }, { signal })).items,
  })
  if (!data || data.length === 0) return null
  return (
    <section className="qc-fixes">
      <h2 className="label">{t('qc.mended')}</h2>
      <ul>
        {data.map(({ made, fixes, by, madeAt }) => (
          <li key={made}>
            <Link to={`/assets/${made}`}>
              {fixes.map((fix) => t(`qc.fixes.${fix}`)).join(i18n.language === 'en' ? ', ' : '、')}
            </Link>{' '}
            <span className="faint">
              {by} · <Ago at={madeAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
