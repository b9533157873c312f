"""The desk: begin a case, claim, fill in, complete, and what bad input gets."""

from __future__ import annotations

import json

from flask import Flask

from tests.web.conftest import SignedIn
from tests.web.work import begin, complete, hidden, open_task

TOLD = "经核查属实，已更正。"


def test_a_complaint_goes_from_intake_over_the_bank_to_the_answer(signed_in: SignedIn) -> None:
    clerk, bank = signed_in("li"), signed_in("an")
    number = begin(clerk)
    verify = open_task(bank, number)
    assert verify in bank.get("/desk?list=groups").text
    assert bank.post(f"/tasks/{verify}/claim").location == f"/tasks/{verify}"
    assert verify in bank.get("/desk").text
    assert complete(bank, verify, finding=TOLD, loss="12.50").status_code == 303
    answer = open_task(clerk, number)
    clerk.post(f"/tasks/{answer}/claim")
    assert complete(clerk, answer).status_code == 303
    page = clerk.get(f"/cases/{number}").text
    assert "已结案" in page
    assert "12.5" in page
    assert verify in bank.get("/desk?list=done").text or number in bank.get("/desk?list=done").text


def test_after_a_task_the_next_one_of_the_same_case_is_already_there(signed_in: SignedIn) -> None:
    head = signed_in("li")
    number = begin(head)
    bank = signed_in("an")
    verify = open_task(bank, number)
    bank.post(f"/tasks/{verify}/claim")
    done = complete(bank, verify, finding=TOLD)
    assert done.location.startswith("/tasks/next")
    after = bank.get(done.location)
    assert after.status_code == 302
    assert "已办结" in bank.get(after.location).text


def test_the_first_task_of_a_case_that_one_began_is_offered_at_once(signed_in: SignedIn) -> None:
    begun = signed_in("li")
    sent = hidden(begun.get("/new/complaint").text) | {"f.complainant": "李四", "f.bank": "bank-a"}
    assert begun.post("/new/complaint", data=sent).location.startswith("/cases/")


def test_an_invalid_form_comes_back_with_what_was_typed_and_messages_at_the_fields(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    task = open_task(bank, begin(signed_in("li")))
    bank.post(f"/tasks/{task}/claim")
    refused = complete(bank, task, finding="太短", loss="-3")
    assert refused.status_code == 422
    assert "太短" in refused.text
    assert 'value="-3"' in refused.text
    assert "invalid-feedback" in refused.text
    assert 'href="#f-finding"' in refused.text
    assert complete(bank, task, finding=TOLD).status_code == 303


def test_a_field_that_the_form_does_not_declare_is_refused(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    number = begin(signed_in("li"))
    task = open_task(bank, number)
    bank.post(f"/tasks/{task}/claim")
    refused = complete(bank, task, finding=TOLD, approved="true")
    assert refused.status_code == 422
    assert "approved" in refused.text
    assert "approved" not in bank.get(f"/cases/{number}").text


def test_a_second_click_changes_nothing_and_leads_to_where_the_case_stands(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    number = begin(signed_in("li"))
    task = open_task(bank, number)
    bank.post(f"/tasks/{task}/claim")
    sent = hidden(bank.get(f"/tasks/{task}").text) | {"f.finding": TOLD}
    assert bank.post(f"/tasks/{task}/complete", data=sent).status_code == 303
    again = bank.post(f"/tasks/{task}/complete", data=sent)
    assert again.status_code == 409
    link = f"/case/{task.partition('-')[0]}"
    assert f'href="{link}"' in again.text
    assert bank.get(link).location == f"/cases/{number}"


def test_a_colleagues_task_is_not_completed_over_their_head(signed_in: SignedIn) -> None:
    clerk, colleague = signed_in("li"), signed_in("wang")
    number, bank = begin(clerk), signed_in("an")
    verify = open_task(bank, number)
    complete(bank, verify, finding=TOLD)
    answer = open_task(clerk, number)
    clerk.post(f"/tasks/{answer}/claim")
    assert colleague.post(f"/tasks/{answer}/complete").status_code == 409
    assert colleague.post(f"/tasks/{answer}/claim").status_code == 409


def test_claiming_twice_is_claiming_once(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    task = open_task(bank, begin(signed_in("li")))
    assert [bank.post(f"/tasks/{task}/claim").status_code for _ in range(2)] == [303, 303]


def test_a_refusal_names_the_groups_as_people_do(signed_in: SignedIn) -> None:
    task = open_task(signed_in("an"), begin(signed_in("li")))
    refused = signed_in("li").post(f"/tasks/{task}/claim")
    assert refused.status_code == 403
    assert "甲银行 · handler" in refused.text


def test_a_form_that_is_sent_twice_begins_one_case(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "王五", "f.bank": "bank-a"}
    first, second = (clerk.post("/new/complaint", data=sent) for _ in range(2))
    assert first.location == second.location


def test_an_invalid_start_begins_nothing(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "只此一处的名字", "f.bank": ""}
    refused = clerk.post("/new/complaint", data=sent)
    assert refused.status_code == 422
    assert "只此一处的名字" in refused.text
    assert "没有找到案件" in clerk.get("/search?q=只此一处的名字").text


def test_a_task_can_be_put_back_and_handed_over_with_a_reason(signed_in: SignedIn) -> None:
    clerk, bank = signed_in("li"), signed_in("an")
    number = begin(clerk)
    task = open_task(bank, number)
    bank.post(f"/tasks/{task}/claim")
    assert bank.post(f"/tasks/{task}/release").status_code == 303
    assert task in bank.get("/desk?list=groups").text
    assert bank.post(f"/tasks/{task}/assign", data={"to": "an2", "reason": "我去培训"}).status_code == 303
    page = clerk.get(f"/cases/{number}").text
    assert "安把“核查”转给安二" in page
    assert "我去培训" in page


def test_the_case_page_says_whose_it_is_what_happened_and_what_is_known(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    number = begin(clerk, complainant="赵六")
    page = clerk.get(f"/cases/{number}").text
    for said in ("首问责任人", "李登记立案", "“核查”交由", "投诉人", "赵六", "2 个工作日"):
        assert said in page


def test_the_diagram_says_where_the_case_stands(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    number = begin(clerk)
    answer = json.loads(clerk.get(f"/cases/{number}/diagram.json").text)
    assert "<bpmn:definitions" in answer["bpmn"]
    marks = answer["marks"]
    assert marks["active"] == ["verify"]
    assert marks["visits"]["start"] == 1
    assert marks["flows"] == {"start_to_verify": 1}
    assert [(task["element"], task["state"]) for task in marks["tasks"]] == [("verify", "open")]


def test_a_comment_is_kept_in_the_journal(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    number = begin(clerk)
    assert clerk.post(f"/cases/{number}/comments", data={"text": "<b>已电话安抚</b>"}).status_code == 303
    page = clerk.get(f"/cases/{number}").text
    assert "&lt;b&gt;已电话安抚&lt;/b&gt;" in page
    assert "<b>已电话安抚" not in page


def test_a_number_typed_into_the_search_leads_to_its_case(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    number = begin(clerk)
    assert clerk.get(f"/search?q={number}").location == f"/cases/{number}"


def test_lists_take_only_what_they_offer(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    for query in ("list=everything", "sort=password", "page=-3", "page=x", "page=99999999999999999999", "process=none"):
        assert clerk.get(f"/desk?{query}").status_code == 200, query


def test_what_is_not_there_is_404(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    for path in ("/cases/2020-99999", "/tasks/999999-1", "/tasks/abc", "/files/none", "/case/999999", "/new/none"):
        assert clerk.get(path).status_code == 404, path


def test_the_desk_says_when_no_worker_was_heard(signed_in: SignedIn, app: Flask) -> None:
    assert "后台服务未运行" in signed_in("li").get("/desk").text


def test_only_an_administrator_cancels_a_case(signed_in: SignedIn) -> None:
    clerk, administrator = signed_in("li"), signed_in("zhou")
    number = begin(clerk)
    assert clerk.post(f"/cases/{number}/cancel", data={"reason": "x"}).status_code == 403
    assert administrator.post(f"/cases/{number}/cancel", data={"reason": "重复登记"}).status_code == 303
    page = clerk.get(f"/cases/{number}").text
    assert "已撤销" in page
    assert "重复登记" in page


def test_a_page_works_without_scripts_and_names_its_landmarks(signed_in: SignedIn) -> None:
    page = signed_in("li").get("/desk").text
    for landmark in (
        '<main id="content"',
        '<nav class="rooms" aria-label=',
        'role="search"',
        'class="skip-link" href="#content"',
    ):
        assert landmark in page
