// Chinese for the decision editor.
import { language } from '../lib/i18n.js';

const ZH = {
  'View DRD': '查看决策图', 'Hit policy': '命中策略', 'Hit policy:': '命中策略：', 'When': '当', 'Then': '则', 'And': '且', 'Input': '输入', 'Output': '输出',
  'Annotations': '备注', 'Annotation': '备注', 'Add rule': '添加规则', 'Add input': '添加输入', 'Add output': '添加输出', 'Add rule above': '在上方添加规则',
  'Add rule below': '在下方添加规则', 'Remove rule': '删除规则', 'Copy rule': '复制规则', 'Cut rule': '剪切规则', 'Paste rule above': '粘贴到上方',
  'Paste rule below': '粘贴到下方', 'Move rule': '移动规则', 'Add input column left': '在左侧添加输入列', 'Add input column right': '在右侧添加输入列',
  'Remove input column': '删除输入列', 'Copy input column': '复制输入列', 'Cut input column': '剪切输入列', 'Paste input column left': '粘贴到左侧',
  'Paste input column right': '粘贴到右侧', 'Add output column left': '在左侧添加输出列', 'Add output column right': '在右侧添加输出列',
  'Remove output column': '删除输出列', 'Copy output column': '复制输出列', 'Cut output column': '剪切输出列', 'Paste output column left': '粘贴到左侧',
  'Paste output column right': '粘贴到右侧', 'Add cell description': '添加单元格说明', 'Remove cell description': '删除单元格说明',
  'Change cell expression language': '更改表达式语言', 'Expression language': '表达式语言', 'Expression language:': '表达式语言：', 'Type': '类型', 'Expression': '表达式',
  'Input label': '输入标签', 'Input label: ': '输入标签：', 'Input expression': '输入表达式', 'Input expression: ': '输入表达式：', 'Input type': '输入类型', 'Input values': '可选输入值',
  'Output label': '输出标签', 'Output label: ': '输出标签：', 'Output name': '输出名称', 'Output name: ': '输出名称：', 'Output type': '输出类型', 'Output values': '可选输出值',
  'Predefined values': '预设值', 'Add predefined values': '添加预设值', 'Clear predefined values': '清除预设值', 'Add values': '添加值', 'Values': '值', 'Value': '值',
  'Custom values': '自定义值', 'No values': '没有值', 'Enter expression': '填写表达式', 'Edit': '编辑', 'Edit input': '编辑输入', 'Edit output': '编辑输出',
  'Edit string': '编辑文本', 'Edit number': '编辑数字', 'Edit boolean': '编辑是否', 'Edit date': '编辑日期', 'Edit time': '编辑时间', 'Edit date and time': '编辑日期时间', 'Edit duration': '编辑时长',
  'Match one': '等于其中之一', 'Match none': '不等于任何一个', 'Yes': '是', 'No': '否', 'Comparison': '比较', 'Comparison operator': '比较方式', 'Range': '区间', 'Equals': '等于',
  'Less': '小于', 'Less or equals': '小于等于', 'Greater': '大于', 'Greater or equals': '大于等于', 'Exactly': '恰为', 'Before': '早于', 'After': '晚于', 'Between': '介于',
  'Start value': '起始值', 'End value': '结束值', 'Include': '包含', 'Exclude': '不含', 'Set value': '设定值', 'Set date': '设定日期', 'Set time': '设定时间', 'Set date and time': '设定日期时间',
  'Set duration': '设定时长', 'Use today': '用今天', 'Use now': '用此刻', 'Test type': '判断方式', 'Delete': '删除', 'Decision name': '决策名称', 'Decision name: ': '决策名称：',
  'Element name': '名称', 'Definition name': '名称', 'Definition ID': '标识', 'Variable name': '变量名', 'Variable name:': '变量名：', 'Variable type': '变量类型', 'Variable type:': '变量类型：',
  'Create decision': '新建决策', 'Create input data': '新建输入数据', 'Create knowledge source': '新建知识来源', 'Create knowledge model': '新建知识模型',
  'Append decision': '追加决策', 'Append input data': '追加输入数据', 'Append knowledge source': '追加知识来源', 'Append business knowledge model': '追加知识模型',
  'Connect to other element': '连接到其他元素', 'Add text annotation': '添加文字说明', 'Change type': '更改类型', 'Activate lasso tool': '框选', 'Activate hand tool': '移动画布', 'Resize': '调整大小',
  'Strings must be in double quotes': '文本要写在英文双引号里', 'Literal expression': '表达式', 'Literal expression editor': '表达式编辑器', 'String value': '文本值', 'Boolean value': '是否值',
  'Date value': '日期值', 'Time value': '时间值', 'Date and time value': '日期时间值', 'Duration value': '时长值', 'Date': '日期', 'Time': '时间', 'Date and time': '日期和时间',
  'Editing not supported for set expression language': '这种表达式语言不能在此编辑',
};
const words = language === 'en' ? {} : ZH;

export function translate(template, facts = {}) {
  return (words[template] ?? template).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

export default { translate: ['value', translate] };
