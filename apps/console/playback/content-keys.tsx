import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { saveBlob } from '../asset/frame-grab.ts'
import { FormField } from '../components/form-field.tsx'
import { Ago } from '../components/quantities.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { AssetChoice } from '../library/asset-choice.tsx'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'

/** What an asset is encrypted with, by sets; handed to others and taken over as CPIX documents. */
export const ContentKeys = () => {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const asset = params.get('asset') ?? undefined
  const choose = (next: string | undefined) => setParams(next ? { asset: next } : {}, { replace: true })
  return (
    <section className="panel panel-body" aria-label={t('playback.keys.content')} data-testid="content-keys">
      <div className="playback-line">
        <div>
          <h2>{t('playback.keys.content')}</h2>
          <p className="soft">{t('playback.keys.contentAbout')}</p>
        </div>
      </div>
      <AssetChoice
        className="playback-asset-wide"
        label={t('playback.keys.whichAsset')}
        value={asset}
        change={choose}
        testId="keys-asset"
      />
      {asset === undefined ? null : <KeySets key={asset} asset={asset} />}
    </section>
  )
}

const KeySets = ({ asset }: { asset: string }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const key = ['key', 'sets', asset]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.key.keySets({ asset }, { signal })).items,
  })
  const again = () => queries.invalidateQueries({ queryKey: key })
  const renew = useAct(async () => {
    await api.key.renewKeys({ asset })
    await again()
    void message.success(t('playback.keys.renewed'))
  })
  const file = useRef<HTMLInputElement>(null)
  const take = useAct(async (document: File) => {
    await api.key.importKeys({ asset, document: await document.text() })
    await again()
    void message.success(t('playback.keys.imported'))
  })
  if (error && !data) return <ErrorState small error={error} again={() => void refetch()} />
  if (!data) return <Skeleton rows={2} />
  return (
    <>
      {data.length === 0 ? (
        <Empty small title={t('playback.keys.none')} detail={t('playback.keys.noneDetail')} />
      ) : null}
      <ul>
        {data.map((set, i) => (
          <li key={set.number} className="playback-key" data-testid="key-set">
            <span className="grow">
              {t('playback.keys.set', { number: set.number })}
              {i === 0 ? <span className="faint"> {t('playback.keys.newest')}</span> : null}
            </span>
            <span className="faint">
              {[
                t('playback.keys.keys', { count: set.keys }),
                set.rotationSeconds > 0
                  ? t('playback.keys.rotates', { long: formatDuration(set.rotationSeconds) })
                  : undefined,
                t(`playback.keys.origins.${set.origin}`),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <span className="faint">
              <Ago at={set.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      {may('contentkeys:manage') ? (
        <>
          <div className="row">
            <Button loading={renew.busy} onClick={() => renew.act()} data-testid="renew-keys">
              {t('playback.keys.renew')}
            </Button>
            <Button loading={take.busy} onClick={() => file.current?.click()}>
              {t('playback.keys.import')}
            </Button>
            <input
              ref={file}
              type="file"
              accept=".xml,.cpix,application/xml,text/xml"
              hidden
              data-testid="cpix-file"
              onChange={(event) => {
                const [chosen] = event.currentTarget.files ?? []
                if (chosen) take.act(chosen)
                event.currentTarget.value = ''
              }}
            />
          </div>
          {data.length > 0 ? <Export asset={asset} /> : null}
        </>
      ) : (
        <p className="faint">{t('playback.keys.mayOnlySee')}</p>
      )}
    </>
  )
}

/** Hands the newest set over: sealed for a partner's certificate, or in clear where none is given. */
const Export = ({ asset }: { asset: string }) => {
  const { t } = useTranslation()
  const id = useId()
  const [certificate, setCertificate] = useState('')
  const sealed = certificate.trim() !== ''
  const hand = useAct(async () => {
    const { document } = await api.key.exportKeys({ asset, ...(sealed ? { certificate: certificate.trim() } : {}) })
    saveBlob(`${asset}.cpix.xml`, new Blob([document], { type: 'application/xml' }))
  })
  return (
    <details className="playback-export">
      <summary>{t('playback.keys.export')}</summary>
      <FormField id={id} label={t('playback.keys.certificate')} help={t('playback.keys.certificateHelp')}>
        {(control) => (
          <Input.TextArea
            {...control}
            className="mono"
            rows={4}
            value={certificate}
            onChange={(event) => setCertificate(event.target.value)}
          />
        )}
      </FormField>
      <div className="row">
        <Button danger={!sealed} loading={hand.busy} onClick={() => hand.act()} data-testid="export-keys">
          {t(sealed ? 'playback.keys.exportSealed' : 'playback.keys.exportClear')}
        </Button>
        {sealed ? null : <span className="amber">{t('playback.keys.clearWarning')}</span>}
      </div>
    </details>
  )
}
