import { DownOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Dropdown, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { pickFiles, pickFolder } from './pick.ts'
import { useUploads } from './uploads-context.ts'

/** The library's primary action; on phones it floats under the thumb. */
export const UploadButton = ({ floating = false }: { floating?: boolean }) => {
  const { t } = useTranslation()
  const { add } = useUploads()
  const files = () => void pickFiles().then(add)
  if (floating) {
    return (
      <Button
        type="primary"
        size="large"
        icon={<UploadOutlined />}
        className="thumb-action"
        onClick={files}
        data-testid="upload-files"
      >
        {t('actions.upload')}
      </Button>
    )
  }
  return (
    <Space.Compact>
      <Button type="primary" icon={<UploadOutlined />} onClick={files} data-testid="upload-files">
        {t('actions.upload')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'files', label: t('uploads.files'), onClick: files },
            { key: 'folder', label: t('uploads.folder'), onClick: () => void pickFolder().then(add) },
          ],
        }}
      >
        <Button type="primary" icon={<DownOutlined />} aria-label={t('uploads.more')} data-testid="upload-more" />
      </Dropdown>
    </Space.Compact>
  )
}
