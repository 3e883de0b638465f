import { useQueryClient } from '@tanstack/react-query'
import { App, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { putAsset } from '../asset/asset-data.ts'
import { api } from '../shell/api.ts'
import { useAct } from '../shell/use-act.ts'
import { profileName, useProfiles } from './data.ts'
import './poster.css'

type RedoDialogProps = { asset: Asset; open: boolean; close(): void }

const usual = ''

/** Encodes an asset again, as usual or by another profile. */
export const RedoDialog = ({ asset, open, close }: RedoDialogProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const profiles = useProfiles().data?.items ?? []
  const [profile, setProfile] = useState(usual)
  const redo = useAct(async () => {
    const again = { id: asset.id, ...(profile === usual ? {} : { profile }) }
    putAsset(queries, await api.vms.reingest(again))
    await queries.invalidateQueries({ queryKey: ['asset', asset.id] })
    void message.success(t('encoding.redoing'))
    close()
  })
  return (
    <Modal
      open={open}
      title={t('encoding.redo')}
      okText={t('encoding.redo')}
      cancelText={t('actions.cancel')}
      confirmLoading={redo.busy}
      onOk={() => redo.act()}
      onCancel={close}
      okButtonProps={{ 'data-testid': 'redo-ok' }}
      destroyOnHidden
    >
      <p className="soft">{t('encoding.redoAbout')}</p>
      <Select
        aria-label={t('encoding.redoBy')}
        value={profile}
        onChange={setProfile}
        className="redo-profile"
        options={[
          { value: usual, label: t('encoding.redoAsUsual') },
          ...profiles.map((one) => ({ value: one.id, label: profileName(one) })),
        ]}
      />
    </Modal>
  )
}
