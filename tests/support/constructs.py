"""Every construct of BPMN 2.0.2 for executable processes: right, or refused and why, and the tests that prove it.

`scripts/bpmn_table.py` runs the tests and writes `docs/bpmn.md` from this table.
"""

from __future__ import annotations

from dataclasses import dataclass

ENGINE, GATE = "tests/unit/engine/", "tests/unit/gate/"
ACTIVITIES, EVENTS = f"{ENGINE}test_activities.py::test_", f"{ENGINE}test_events.py::test_"
ASIDE, GATEWAYS = f"{ENGINE}test_event_subprocesses.py::test_", f"{ENGINE}test_gateways.py::test_"
RARE, PROBE = f"{ENGINE}test_rare.py::test_", f"{ENGINE}test_probes.py::test_"
MORE = f"{ENGINE}test_constructs.py::test_"
NO_CONSTRUCT = f"{GATE}test_gate_constructs.py::test_what_cannot_be_executed_is_refused_on_its_shape"
OTHER_MODELS = f"{GATE}test_gate_constructs.py::test_other_ways_to_model_are_refused_as_such"
NO_EVENT = f"{GATE}test_gate_events.py::test_an_event_that_would_not_do_what_it_says_is_refused"
STRUCTURE = f"{GATE}test_gate_structure.py::test_a_broken_structure_is_refused_with_the_element"


@dataclass(frozen=True)
class Row:
    key: str  # the BPMN name: `userTask`, `endEvent/signal`, `subProcess@timer` for an event sub-process
    what: str
    proofs: tuple[str, ...]
    refused: str = ""  # why; empty: it is executed as BPMN says
    note: str = ""


def right(key: str, what: str, *proofs: str, note: str = "") -> Row:
    return Row(key, what, proofs, note=note)


def refused(key: str, what: str, why: str, *proofs: str) -> Row:
    return Row(key, what, proofs, refused=why)


SECTIONS: dict[str, tuple[Row, ...]] = {
    "Activities 活动": (
        right("task", "task 任务", f"{ACTIVITIES}a_case_ends_at_its_end_event", note="passes by itself"),
        right("userTask", "user task 用户任务", f"{ACTIVITIES}a_task_says_who_may_do_it_and_until_when"),
        right("manualTask", "manual task 手工任务", f"{MORE}a_manual_task_is_done_by_a_person"),
        right(
            "scriptTask",
            "script task 脚本任务",
            f"{ACTIVITIES}scripts_compute_with_decimals_and_what_changed_is_said",
            note="FEEL",
        ),
        refused(
            "script",
            "script in another language 其他语言的脚本",
            "only FEEL is evaluated",
            f"{PROBE}task_script_groovy",
        ),
        right(
            "businessRuleTask",
            "business rule task 业务规则任务",
            f"{MORE}a_business_rule_task_asks_its_decision_table",
            note="DMN",
        ),
        right(
            "serviceTask",
            "service task 服务任务",
            f"{ACTIVITIES}a_service_task_is_a_job_for_the_worker",
            f"{ACTIVITIES}a_job_can_fail_with_an_error_that_the_diagram_catches",
        ),
        right("sendTask", "send task 发送任务", f"{MORE}a_send_task_throws_its_message"),
        right("receiveTask", "receive task 接收任务", f"{EVENTS}a_receive_task_waits_for_its_message"),
        right(
            "receiveTask@instantiate",
            "receive task that starts a case 启动案件的接收任务",
            f"{RARE}a_receive_task_can_start_a_case",
        ),
        right("subProcess", "embedded sub-process 嵌入子流程", f"{EVENTS}terminate_ends_its_own_scope_only"),
        right(
            "transaction",
            "transaction 事务",
            f"{RARE}a_cancelled_transaction_is_undone_before_its_boundary_event_goes_on",
        ),
        right(
            "adHocSubProcess",
            "ad-hoc sub-process 自由子流程",
            f"{PROBE}adhoc",
            f"{PROBE}adhoc_sequential",
            f"{RARE}an_ad_hoc_sub_process_offers_its_activities_again_until_its_condition_is_true",
        ),
        refused(
            "adHocSubProcess@endless",
            "ad-hoc sub-process without completion condition 没有完成条件的自由子流程",
            "nothing would end it",
            f"{PROBE}adhoc_no_condition",
        ),
        right(
            "callActivity",
            "call activity 调用活动",
            f"{ACTIVITIES}a_called_process_has_values_of_its_own_and_gives_them_back",
        ),
        refused("globalTask", "call of a global task 调用全局任务", "draw it as a task", OTHER_MODELS),
    ),
    "Markers 标记": (
        right(
            "standardLoopCharacteristics",
            "standard loop 循环",
            f"{RARE}a_standard_loop_goes_on_while_its_condition_is_true",
            f"{RARE}a_standard_loop_may_not_run_at_all_and_at_most_so_often",
        ),
        right(
            "multiInstanceLoopCharacteristics",
            "multi-instance, parallel 并行多实例",
            f"{PROBE}mi_par_list_out_of_order",
            f"{ACTIVITIES}a_completion_condition_ends_the_rest",
        ),
        right(
            "multiInstanceLoopCharacteristics@sequential",
            "multi-instance, sequential 顺序多实例",
            f"{PROBE}mi_seq_list_with_None_item",
        ),
        right(
            "loopCardinality",
            "loop cardinality 多实例次数",
            f"{MORE}a_multi_instance_activity_may_run_a_number_of_times",
        ),
        right(
            "behavior",
            "events of instances: None, One, Complex 实例完成时抛出事件",
            f"{MORE}instances_throw_when_they_are_done",
            f"{MORE}only_the_first_instance_throws",
            f"{MORE}instances_throw_where_a_condition_says_so",
        ),
        refused(
            "loopDataInputRef",
            "multi-instance over a data object 以数据对象为集合的多实例",
            "fill in the input collection",
            f"{NO_CONSTRUCT}[multi-instance over data]",
        ),
        right(
            "isForCompensation",
            "compensation activity 补偿活动",
            f"{RARE}compensation_undoes_what_was_done_in_reverse_order",
        ),
        right("startQuantity", "start quantity 起始令牌数", f"{PROBE}attr_startQuantity_2_ignored"),
        right("completionQuantity", "completion quantity 完成令牌数", f"{PROBE}attr_completionQuantity_2_ignored"),
    ),
    "Gateways and flows 网关与顺序流": (
        right(
            "exclusiveGateway",
            "exclusive gateway 排他网关",
            f"{GATEWAYS}the_first_true_condition_in_document_order_wins",
            f"{GATEWAYS}the_default_is_taken_when_no_condition_is_true",
        ),
        right(
            "parallelGateway",
            "parallel gateway 并行网关",
            f"{GATEWAYS}an_and_join_waits_for_all_its_flows",
            f"{PROBE}and_join_excess_token",
        ),
        right(
            "inclusiveGateway",
            "inclusive gateway 包容网关",
            f"{GATEWAYS}an_or_join_waits_only_for_branches_that_were_taken",
        ),
        right(
            "complexGateway",
            "complex gateway: split, or join 复杂网关(分支或汇合)",
            f"{GATEWAYS}a_complex_split_takes_every_flow_whose_condition_is_true",
            f"{GATEWAYS}a_complex_join_goes_on_when_enough_have_come_and_takes_the_rest",
            f"{GATEWAYS}a_complex_join_begins_a_new_round_when_nothing_more_can_come",
        ),
        refused(
            "complexGateway@both",
            "complex gateway that joins and chooses 既汇合又选择的复杂网关",
            "use one gateway for each",
            f"{GATE}test_gate_gateways.py::test_a_complex_gateway_that_cannot_tell_is_refused[a join that chooses]",
        ),
        right(
            "eventBasedGateway",
            "event-based gateway 事件网关",
            f"{GATEWAYS}the_first_event_behind_an_event_gateway_ends_the_wait_for_the_others",
            f"{PROBE}ebg_two_timers",
            f"{PROBE}ebg_conditional",
        ),
        refused(
            "eventBasedGateway@instantiate",
            "event-based gateway that starts a case 启动案件的事件网关",
            "use message start events",
            f"{NO_CONSTRUCT}[instantiating event gateway]",
            f"{NO_CONSTRUCT}[parallel event gateway]",
        ),
        right("sequenceFlow", "sequence flow 顺序流", f"{ENGINE}test_limits.py::test_two_thousand_tasks_in_a_row"),
        right(
            "conditionExpression",
            "conditional flow from an activity 活动的条件流",
            f"{MORE}conditions_on_the_flows_of_a_task_choose_among_them",
        ),
        refused(
            "conditionExpression@only",
            "condition on an only flow 唯一出线上的条件",
            "nothing to choose from",
            f"{PROBE}task_conditional_flow_false",
        ),
        right(
            "conditionExpression@parallel",
            "condition after a parallel gateway 并行网关后的条件",
            f"{GATEWAYS}conditions_after_a_parallel_gateway_are_not_asked",
            note="not asked, as BPMN says; a warning",
        ),
        right(
            "implicitSplit",
            "several flows from an activity or event 没有网关的分支",
            f"{MORE}several_flows_without_a_gateway_are_all_taken",
            note="a warning",
        ),
        right(
            "implicitMerge",
            "several flows into an activity 没有网关的汇合",
            f"{MORE}several_flows_into_a_task_are_not_joined",
        ),
        right(
            "implicitEnd",
            "paths without an end event 没有结束事件的路径",
            f"{RARE}a_path_without_an_end_event_ends_with_its_last_step",
            note="where no start event is drawn either; a warning",
        ),
    ),
    "Start events 开始事件": (
        right("startEvent/none", "none 空白", f"{ACTIVITIES}a_case_ends_at_its_end_event"),
        right("startEvent/message", "message 消息", f"{MORE}a_message_start_event_starts_a_case"),
        right(
            "startEvent/signal",
            "signal 信号",
            f"{MORE}a_signal_start_event_starts_a_case",
            "tests/integration/worker/test_signals.py::test_a_signal_starts_the_process_that_begins_with_it",
        ),
        right(
            "startEvent/timer",
            "timer 定时",
            "tests/unit/engine/test_periodic.py::test_a_case_begins_at_the_timer_that_started_it",
            "tests/integration/casework/test_schedules.py::"
            "test_each_occurrence_that_was_missed_starts_a_case_at_its_logical_instant_in_order",
            f"{PROBE}start_timer_cycle",
        ),
        refused(
            "startEvent/conditional",
            "conditional 条件",
            "there is no case whose values could be asked",
            f"{NO_EVENT}[start by condition]",
        ),
        refused(
            "startEvent/multiple",
            "multiple 多重",
            "draw one start event for each",
            f"{NO_EVENT}[a start with two triggers]",
        ),
        refused(
            "startEvent/parallelMultiple",
            "parallel multiple 并行多重",
            "all of several triggers",
            f"{NO_CONSTRUCT}[parallel multiple]",
        ),
    ),
    "Event sub-processes, interrupting or not 事件子流程": (
        right(
            "subProcess@message",
            "message 消息",
            f"{PROBE}esp_message_interrupting",
            f"{PROBE}esp_message_inside_embedded_subprocess",
        ),
        right(
            "subProcess@timer",
            "timer 定时",
            f"{PROBE}esp_timer_interrupting",
            f"{PROBE}esp_timer_never_fires_instance_completes",
            f"{PROBE}esp_timer_inside_embedded_subprocess",
        ),
        right("subProcess@error", "error 错误", f"{PROBE}esp_error_in_process", f"{PROBE}esp_error_in_subprocess"),
        right("subProcess@escalation", "escalation 升级", f"{PROBE}esp_escalation_nonint"),
        right(
            "subProcess@signal",
            "signal 信号",
            f"{PROBE}esp_signal_interrupting",
            f"{PROBE}esp_signal_in_embedded_subprocess_nonint",
        ),
        right("subProcess@conditional", "conditional 条件", f"{PROBE}esp_conditional_nonint"),
        refused(
            "subProcess@compensate",
            "compensation 补偿",
            "put a compensation event on the activity",
            f"{PROBE}esp_compensation_not_thrown",
        ),
        right("subProcess@multiple", "multiple 多重", f"{MORE}any_of_several_triggers_of_an_event_sub_process_will_do"),
        refused(
            "subProcess@parallelMultiple",
            "parallel multiple 并行多重",
            "all of several triggers",
            f"{NO_CONSTRUCT}[parallel multiple]",
        ),
    ),
    "Intermediate catch events 中间捕获事件": (
        right("intermediateCatchEvent/message", "message 消息", f"{EVENTS}a_message_reaches_the_event_with_its_key"),
        right(
            "intermediateCatchEvent/timer",
            "timer 定时",
            f"{EVENTS}an_intermediate_timer_waits_for_the_promised_instant",
            f"{RARE}a_cycle_on_the_way_sends_a_token_on_in_each_round",
        ),
        right(
            "intermediateCatchEvent/signal", "signal 信号", f"{ASIDE}a_signal_is_heard_by_everything_that_waits_for_it"
        ),
        right(
            "intermediateCatchEvent/conditional",
            "conditional 条件",
            f"{PROBE}catch_conditional_later",
            f"{ASIDE}a_condition_comes_true_when_values_change_whoever_changed_them",
        ),
        right("intermediateCatchEvent/link", "link 链接", f"{PROBE}link_throw_catch"),
        right("intermediateCatchEvent/multiple", "multiple 多重", f"{RARE}any_of_several_triggers_will_do"),
        refused(
            "intermediateCatchEvent/parallelMultiple",
            "parallel multiple 并行多重",
            "use a parallel gateway",
            f"{NO_CONSTRUCT}[parallel multiple]",
        ),
        right(
            "eventDefinitionRef",
            "event definition by reference 引用的事件定义",
            f"{PROBE}event_eventDefinitionRef_ignored",
        ),
    ),
    "Intermediate throw events 中间抛出事件": (
        right("intermediateThrowEvent/none", "none 空白", f"{MORE}an_event_without_a_kind_passes"),
        right(
            "intermediateThrowEvent/message",
            "message 消息",
            f"{EVENTS}a_message_that_is_thrown_goes_out_with_its_key_and_the_values",
        ),
        right(
            "intermediateThrowEvent/signal", "signal 信号", f"{ASIDE}a_signal_is_heard_by_everything_that_waits_for_it"
        ),
        right(
            "intermediateThrowEvent/escalation",
            "escalation 升级",
            f"{EVENTS}an_escalation_that_does_not_interrupt_lets_the_sub_process_go_on",
        ),
        right(
            "intermediateThrowEvent/compensate",
            "compensation 补偿",
            f"{RARE}compensation_undoes_what_was_done_in_reverse_order",
            f"{PROBE}throw_compensation_only",
        ),
        right("intermediateThrowEvent/link", "link 链接", f"{PROBE}link_throw_catch"),
        right("intermediateThrowEvent/multiple", "multiple 多重", f"{MORE}an_event_with_several_results_throws_all"),
        refused(
            "implicitThrowEvent",
            "implicit throw event 隐式抛出事件",
            "it stands for nothing that could be drawn",
            f"{NO_CONSTRUCT}[implicit throw event]",
        ),
    ),
    "End events 结束事件": (
        right("endEvent/none", "none 空白", f"{ACTIVITIES}a_case_ends_at_its_end_event"),
        right("endEvent/message", "message 消息", f"{MORE}a_message_end_event_throws"),
        right("endEvent/signal", "signal 信号", f"{PROBE}end_signal", f"{PROBE}end_signal_external"),
        right(
            "endEvent/error",
            "error 错误",
            f"{EVENTS}an_error_end_is_caught_by_its_code_and_ends_the_whole_sub_process",
            f"{PROBE}end_error_uncaught",
        ),
        right("endEvent/escalation", "escalation 升级", f"{PROBE}esp_escalation_nonint"),
        right("endEvent/compensate", "compensation 补偿", f"{PROBE}end_compensation_only"),
        right(
            "endEvent/cancel",
            "cancel 取消",
            f"{RARE}a_cancelled_transaction_is_undone_before_its_boundary_event_goes_on",
        ),
        right("endEvent/terminate", "terminate 终止", f"{EVENTS}terminate_ends_its_own_scope_only"),
        right("endEvent/multiple", "multiple 多重", f"{MORE}an_end_event_with_several_results_throws_all"),
    ),
    "Boundary events 边界事件": (
        right(
            "boundaryEvent/message",
            "message 消息",
            f"{PROBE}boundary_message_nonint_twice",
            f"{MORE}a_message_on_a_boundary_that_interrupts_takes_the_task_away",
        ),
        right(
            "boundaryEvent/timer",
            "timer 定时",
            f"{EVENTS}an_interrupting_timer_takes_the_task_away_at_its_instant",
            f"{EVENTS}a_cycle_fires_again_and_again_without_drift_and_stops_with_its_task",
        ),
        refused(
            "boundaryEvent/timer@interrupting-cycle",
            "cycle that interrupts 会中断的循环定时",
            "what was interrupted cannot be interrupted again",
            f"{PROBE}boundary_timer_cycle_interrupting",
        ),
        right(
            "boundaryEvent/error",
            "error 错误",
            f"{EVENTS}an_error_end_is_caught_by_its_code_and_ends_the_whole_sub_process",
            f"{PROBE}boundary_error_code_mismatch",
            f"{PROBE}boundary_error_int_stops_parallel_script_branch",
        ),
        right(
            "boundaryEvent/escalation",
            "escalation 升级",
            f"{PROBE}boundary_escalation_int_thrown_inside_stops_rest",
            f"{EVENTS}an_escalation_that_does_not_interrupt_lets_the_sub_process_go_on",
        ),
        right(
            "boundaryEvent/signal",
            "signal 信号",
            f"{PROBE}boundary_signal_nonint_twice",
            f"{PROBE}boundary_signal_int_thrown_inside_stops_rest",
        ),
        right(
            "boundaryEvent/conditional",
            "conditional 条件",
            f"{PROBE}boundary_conditional_later",
            f"{ASIDE}a_condition_that_does_not_interrupt_comes_again_only_after_it_was_false",
        ),
        right(
            "boundaryEvent/cancel",
            "cancel 取消",
            f"{RARE}a_cancelled_transaction_is_undone_before_its_boundary_event_goes_on",
        ),
        right(
            "boundaryEvent/compensate", "compensation 补偿", f"{RARE}compensation_undoes_what_was_done_in_reverse_order"
        ),
        right("boundaryEvent/multiple", "multiple 多重", f"{MORE}any_of_several_triggers_on_a_boundary_will_do"),
        refused(
            "boundaryEvent/parallelMultiple",
            "parallel multiple 并行多重",
            "use a parallel gateway",
            f"{NO_CONSTRUCT}[parallel multiple]",
        ),
    ),
    "Data, people, participants 数据、人员、参与者": (
        right(
            "dataObject",
            "data objects and associations 数据对象与数据关联",
            f"{PROBE}data_object_in_nested_subprocess",
            note="drawings: the values of a case are one scope; a warning",
        ),
        refused(
            "transformation",
            "associations that transform or assign 带转换或赋值的数据关联",
            "use input and output mappings",
            f"{NO_CONSTRUCT}[a data association that assigns]",
            f"{NO_CONSTRUCT}[a data association that transforms]",
        ),
        refused(
            "potentialOwner", "resource roles 资源角色", "fill in candidate groups", f"{NO_CONSTRUCT}[resource role]"
        ),
        right(
            "lane",
            "lanes and pools 泳道与泳池",
            f"{GATE}test_gate_structure.py::test_black_box_pools_and_lanes_are_drawn_freely",
            note="drawings",
        ),
        refused(
            "participant@several",
            "several processes drawn in one file 一个文件中的多个流程",
            "each process has a file of its own",
            f"{STRUCTURE}[a second pool with steps]",
        ),
        right(
            "messageFlow",
            "message flows 消息流",
            f"{GATE}test_gate_structure.py::test_what_was_only_drawn_is_no_fault",
            note="drawings; messages go by name and key",
        ),
        refused(
            "correlationSubscription",
            "BPMN correlation keys 关联订阅",
            "a message has one correlation key in FEEL",
            f"{NO_CONSTRUCT}[correlation subscription]",
        ),
        refused("choreography", "choreographies 编排", "upload a process diagram", OTHER_MODELS),
    ),
}
