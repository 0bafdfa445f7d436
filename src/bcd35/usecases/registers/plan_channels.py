"""What a file of channels would change."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bcd35.domain.channel_pages import remark_on_cut_addresses
from bcd35.domain.channels import Channel, judge_same_page
from bcd35.domain.entries import ChannelEntry, build_channel, channel_entry, judge_channel, remarks_on_channel
from bcd35.domain.findings import Finding
from bcd35.domain.merge import Fields, ImportPlan, MergeKind, plan_import
from bcd35.domain.shape import KeyPath, from_plain, without_code
from bcd35.usecases.registers.planned import Change, Order, PlannedFile, judge_some_left, revived_as


def _rebuilt_channel(before: Channel, incoming: Channel, values: Fields) -> Channel:
    # An import puts no channel back into letters that a command took out; `edit --status active` does.
    entry = from_plain(ChannelEntry, {**values, "code": before.code})
    after = build_channel(entry, source=before.source, status=before.status)
    return before if after == before else replace(after, source=incoming.source)


_CHANNELS = MergeKind[Channel](
    lambda channel: channel.code,
    lambda channel: without_code(channel_entry(channel)),
    _rebuilt_channel,
    lambda channel: channel.status == "active",
)


def channels_change(file: PlannedFile, findings: list[Finding]) -> Change:
    registers, shown = file.desk.store.registers, file.source.shown
    incoming = [build_channel(entry, source=shown) for entry in file.value.channels]
    current = registers.channels()
    stated = {channel.code: _CHANNELS.stated(channel) for channel in incoming}
    bases = file.bases(stated, revived_as(ChannelEntry))
    plan = plan_import(
        bases.named_again(_CHANNELS),
        current,
        incoming,
        base=lambda channel: bases.of(channel.code, _CHANNELS.stated(channel), channel.source),
        retire=lambda _: file.request.retire_missing,
        take=file.request.take,
    )
    findings += _judge_channels(current, plan, incoming, file.where)
    findings += judge_some_left(shown, "kênh", _CHANNELS, current, plan)
    order = Order.of([channel.code for channel in current], stated, as_stated=bases.moved(stated))

    def write() -> None:
        retired = [replace(channel, status="retired") for channel in plan.retire]
        registers.change_channels([*(after for _, after in plan.changed), *retired])
        registers.add_channels(plan.new)
        registers.list_in_order("channels", order.to_write)

    places = {channel.code.casefold(): place for place, channel in enumerate(incoming)}
    touched = (*plan.new, *(after for _, after in plan.changed))
    remarks = [
        found
        for channel in touched
        for found in remarks_on_channel(
            channel, file.where(("channels", places[channel.code.casefold()], "url"))
        )
    ]
    remarks += remark_on_cut_addresses(touched, shown)
    return file.change(plan, stated, write, remarks)._replace(order=order.told)


def _judge_channels(
    current: Sequence[Channel],
    plan: ImportPlan[Channel],
    incoming: Sequence[Channel],
    where: Callable[[KeyPath], str],
) -> Iterator[Finding]:
    """Faults of the channels as they would stand: values of two sides can fail to go together."""
    standing = {channel.code.casefold(): channel for channel in current}
    standing |= {after.code.casefold(): after for _, after in plan.changed}
    named = [standing.pop(channel.code.casefold(), channel) for channel in incoming]
    for place, channel in enumerate(named):
        here = where(("channels", place, "url"))
        yield from judge_channel(channel_entry(channel), here)
        yield from judge_same_page(channel, [*standing.values(), *named[:place]], here)
