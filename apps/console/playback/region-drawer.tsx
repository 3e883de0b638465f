import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Region } from '#services/key'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { formatCount } from '../components/figures.ts'
import { FormField } from '../components/form-field.tsx'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { mostNetworks, networksIn, regionsKey } from './regions.ts'

const longestName = 60
const mostBytes = 4_000_000
/** Of the lines that are not understood so many are named. */
const mostNamed = 5

type RegionDrawerProps = { open: boolean; region: Region | undefined; close(): void }

/** Makes a region, or gives one other networks: typed, pasted, or read from a file. */
export const RegionDrawer = ({ open, region, close }: RegionDrawerProps) => {
  const { t } = useTranslation()
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={region?.name ?? t('playback.regions.make')}
      about={region ? t('playback.regions.replaces', { count: region.networks }) : undefined}
      testId="region-drawer"
    >
      <RegionForm key={region?.name ?? ''} region={region} close={close} />
    </DetailDrawer>
  )
}

const RegionForm = ({ region, close }: { region: Region | undefined; close(): void }) => {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(region?.name ?? '')
  const [text, setText] = useState('')
  const [tooLarge, setTooLarge] = useState(false)
  const { networks, strange } = networksIn(text)
  const save = useAct(async () => {
    await api.key.putRegion({ name: name.trim(), networks })
    await queries.invalidateQueries({ queryKey: regionsKey })
    close()
  })
  const read = async (file: File | undefined) => {
    if (!file) return
    setTooLarge(file.size > mostBytes)
    if (file.size <= mostBytes) setText(await file.text())
  }
  const fault = tooLarge
    ? t('playback.regions.tooLarge')
    : networks.length > mostNetworks
      ? t('playback.regions.tooMany', { most: formatCount(mostNetworks, i18n.language) })
      : undefined
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.act()
      }}
    >
      {region ? null : (
        <FormField id={`${id}name`} label={t('playback.regions.name')} help={t('playback.regions.nameHelp')} required>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={longestName}
              onChange={(event) => setName(event.target.value)}
              data-testid="region-name"
            />
          )}
        </FormField>
      )}
      <FormField
        id={`${id}networks`}
        label={t('playback.regions.networks')}
        help={t('playback.regions.networksHelp')}
        fault={fault}
        required
        count={text === '' ? undefined : t('playback.regions.read', { count: networks.length })}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            className="mono"
            rows={10}
            value={text}
            placeholder="10.0.0.0/8"
            onChange={(event) => setText(event.target.value)}
            data-testid="region-networks"
          />
        )}
      </FormField>
      {strange.length > 0 ? (
        <p className="amber">
          {t('playback.regions.strange', {
            count: strange.length,
            lines: strange.slice(0, mostNamed).join(', ') + (strange.length > mostNamed ? '…' : ''),
          })}
        </p>
      ) : null}
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.tsv,text/plain,text/csv"
        hidden
        data-testid="region-file"
        onChange={(event) => {
          void read(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
      <div className="form-buttons">
        <Button onClick={() => input.current?.click()}>{t('playback.regions.fromFile')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={save.busy}
          disabled={name.trim() === '' || networks.length === 0 || fault !== undefined}
          data-testid="region-save"
        >
          {t('actions.save')}
        </Button>
      </div>
    </form>
  )
}
