// Chinese for form-js-editor, which has no translations of its own: its palette and panel are reworded as they are drawn.
// What the owner wrote is left alone: only whole texts of this table are replaced, outside of the form itself.
import { language } from '../lib/i18n.js';

const CHROME = '.fjs-palette-container, .fjs-properties-container, .fjs-empty-editor, .fjs-context-pad';
const ATTRIBUTES = ['title', 'placeholder', 'aria-label'];
const ZH = {
  'Components': '组件', 'Search components': '搜索组件', 'No components found.': '没有找到组件。', 'Input': '输入', 'Selection': '选择',
  'Presentation': '展示', 'Containers': '容器', 'Action': '操作', 'Text field': '单行文本', 'Text area': '多行文本', 'Number': '数字',
  'Date time': '日期时间', 'Expression': '表达式', 'File picker': '文件', 'Checkbox': '勾选框', 'Checkbox group': '多选框组',
  'Radio group': '单选框组', 'Select': '下拉选择', 'Tag list': '标签列表', 'Text view': '说明文字', 'Image view': '图片', 'Table': '表格',
  'HTML view': 'HTML', 'Document preview': '文档预览', 'Spacer': '空白', 'Separator': '分隔线', 'Group': '分组', 'Dynamic list': '动态列表',
  'iFrame': 'iFrame', 'Button': '按钮', 'Build your form': '设计表单', 'Drag and drop components here to start designing.': '把左侧组件拖到这里开始设计。',
  'Use the preview window to test your form.': '点“办理人看到的样子”查看效果。', 'Drag and drop components here.': '把组件拖到这里。',
  'General': '基本', 'Form': '表单', 'Field label': '字段标签', 'Label': '标签', 'Key': '键', 'ID': '标识', 'Field description': '字段说明',
  'Default value': '默认值', 'Read only': '只读', 'Disabled': '禁用', 'Condition': '条件', 'Hide if': '满足时隐藏', 'Layout': '布局',
  'Columns': '列宽', 'Column': '列', 'Auto': '自动', 'Vertical alignment': '垂直对齐', 'Top': '顶部', 'Center': '居中', 'Bottom': '底部',
  'Appearance': '外观', 'Prefix': '前缀', 'Suffix': '后缀', 'Validation': '校验', 'Required': '必填', 'Minimum length': '最短长度',
  'Maximum length': '最长长度', 'Minimum': '最小值', 'Maximum': '最大值', 'Validation pattern': '校验格式', 'Custom': '自定义',
  'Custom regular expression': '自定义正则表达式', 'Email': '邮箱', 'Phone': '电话', 'Custom properties': '自定义属性', 'Options source': '选项来源',
  'Static options': '固定选项', 'Dynamic options': '动态选项', 'Options expression': '选项表达式', 'Input values key': '输入值的键', 'Value': '值',
  'Values': '值', 'Type': '类型', 'Static': '固定', 'Input data': '输入数据', 'Decimal digits': '小数位数', 'Increment': '步长', 'Subtype': '子类型',
  'Date': '日期', 'Time': '时间', 'Date & Time': '日期和时间', 'Date label': '日期标签', 'Time label': '时间标签', 'Time format': '时间格式',
  'Time interval': '时间间隔', 'Use 24h': '24 小时制', 'Disallow past dates': '不可选过去的日期', 'Constraints': '限制', 'Serialization': '保存格式',
  'Output as string': '以文本保存', 'Upload multiple files': '可传多个文件', 'Supported file formats': '支持的文件格式', 'Searchable': '可搜索',
  'Text': '文字', 'Content': '内容', 'Alternative text': '替代文字', 'Image source': '图片来源', 'Height': '高度', 'Show outline': '显示边框',
  'Path': '路径', 'Repeatable': '可重复', 'Default number of items': '默认行数', 'Allow add/delete items': '可增删行', 'Disable collapse': '不折叠',
  'Number of non-collapsing items': '不折叠的行数', 'Data source': '数据来源', 'Headers source': '表头来源', 'Header items': '表头',
  'Pagination': '分页', 'Number of rows per page': '每页行数', 'Target value': '目标值', 'Compute on': '何时计算', 'Value changes': '值改变时',
  'Form submission': '提交时', 'Not checked': '未勾选', 'Checked': '已勾选', 'Submit': '提交', 'Reset': '重置', 'Name': '名称', 'URL': '网址',
  'Create new list item': '新增一项', 'Delete item': '删除', 'Toggle section': '展开或收起', 'Version tag': '版本标签', 'Custom error message': '自定义错误提示',
  'Security attributes': '安全属性', 'Remove': '删除', 'Binds to a form variable': '写入案件的这个值', 'Clear content': '清除',
  'Select a form field to edit its properties.': '选择一个字段以编辑其属性。', 'FORM': '表单', 'Default': '默认',
};

function reword(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = ZH[node.data.trim()];
    if (text && node.parentElement?.closest(CHROME)) node.data = text;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.closest(CHROME)) for (const name of ATTRIBUTES) if (ZH[node.getAttribute(name)]) node.setAttribute(name, ZH[node.getAttribute(name)]);
  for (const child of node.childNodes) reword(child);
}

/** Keeps the words of the editor in `holder` Chinese, where the page is. */
export function inChinese(holder) {
  if (language === 'en') return;
  const watch = { childList: true, subtree: true, characterData: true };
  const observer = new MutationObserver((changes) => {
    observer.disconnect();
    for (const change of changes) {
      reword(change.target);
      change.addedNodes.forEach(reword);
    }
    observer.observe(holder, watch);
  });
  observer.observe(holder, watch);
}
