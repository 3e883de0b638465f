import { ExportOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Filter } from '#services/vms'
import { exportAddress, exportForms } from './export-address.ts'

/** Hands out what is known of the assets that a filter lets through, as a table or a list. */
export const ExportMenu = ({ filter }: { filter: Filter }) => {
  const { t } = useTranslation()
  const items = exportForms.map((form) => ({
    key: form,
    label: (
      <a href={exportAddress(form, filter)} download>
        {t(`exchange.forms.${form}`)}
      </a>
    ),
  }))
  return (
    <Dropdown trigger={['click']} placement="bottomRight" menu={{ items }}>
      <Button
        type="text"
        icon={<ExportOutlined />}
        aria-label={t('exchange.exportThese')}
        title={t('exchange.exportThese')}
        data-testid="export-menu"
      />
    </Dropdown>
  )
}
