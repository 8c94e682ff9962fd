using System.Collections.Immutable;
using System.Globalization;
using CommandCenter.Orders;

namespace CommandCenter.Traffic;

/// <summary>
/// The split of new orders between the sides: ordered rules, first match wins, the last is the default and sends to legacy. Immutable; each change makes the next revision.
/// A decision depends on the table, the attributes and the order key, and on nothing else.
/// </summary>
/// <param name="Revision">0 for the table before the first command, then rising by one.</param>
/// <param name="Rules">Never empty; the last is <see cref="TrafficRule.Default"/>.</param>
public sealed record TrafficTable(long Revision, ImmutableArray<TrafficRule> Rules)
{
    /// <summary>Before any command: everything is legacy's.</summary>
    public static TrafficTable Empty { get; } = new(0, [TrafficRule.Default]);

    /// <summary>The side for an order that was not accepted yet. Allocates nothing.</summary>
    /// <exception cref="ArgumentException"><paramref name="orderKey"/> is no key (<see cref="TrafficSlot.IsKey"/>).</exception>
    public TrafficDecision Decide(ReadOnlySpan<char> orderKey, in OrderAttributes order)
    {
        foreach (var rule in Rules)
        {
            if (rule.Meets(order))
            {
                var slot = TrafficSlot.Of(rule.SplitBy == SplitBy.Store ? order.Store : orderKey);
                return new TrafficDecision(slot < rule.Hundredths ? Side.Orchestration : Side.Legacy, rule.Mirror, slot, rule.Id);
            }
        }

        throw new InvalidOperationException("A traffic table ends with a rule that every order meets.");
    }

    /// <summary>The rule that stands for exactly this segment; null where none does.</summary>
    public TrafficRule? RuleOf(Segment segment) => Rules.FirstOrDefault(r => r != TrafficRule.Default && r.Segment == segment);

    /// <summary>
    /// The next table: replaces the rule of the identical segment where it stands, else comes above the first rule that it overlaps. Rules that no order can reach any more
    /// are left out, so that a later command for their segment comes on top again instead of having no effect.
    /// </summary>
    public TrafficTable With(Segment segment, int hundredths, bool mirror, SplitBy splitBy)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentOutOfRangeException.ThrowIfNegative(hundredths);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hundredths, TrafficSlot.Count);
        var rule = new TrafficRule(NextId, segment, hundredths, mirror, splitBy);
        if (RuleOf(segment) is { } same)
        {
            return Next(Rules.Replace(same, rule));
        }

        var first = 0;
        while (first < Rules.Length && !Rules[first].Segment.Overlaps(segment))
        {
            first++;
        }

        return Next(Rules.Insert(first, rule));
    }

    /// <summary>The next table after several segments moved at once: as if they had one after the other, in one revision. None of them may overlap another.</summary>
    public TrafficTable With(IReadOnlyList<(Segment Segment, int Hundredths, bool Mirror, SplitBy SplitBy)> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        var next = this;
        for (var i = 0; i < moves.Count; i++)
        {
            var (segment, hundredths, mirror, splitBy) = moves[i];
            next = next.With(segment, hundredths, mirror, splitBy);
            // rules made by one revision are told apart by their place in it
            var made = next.RuleOf(segment)!;
            next = next with { Revision = Revision, Rules = next.Rules.Replace(made, made with { Id = $"{NextId}-{(i + 1).ToString(CultureInfo.InvariantCulture)}" }) };
        }

        return next with { Revision = Revision + 1 };
    }

    /// <summary>The next table after a rollback: <paramref name="scope"/> goes to legacy, above everything else, and nobody gets copies there.</summary>
    public TrafficTable RolledBack(Segment scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Next([new TrafficRule(NextId, scope, 0, Mirror: false, SplitBy.Order), .. Rules.Where(r => r == TrafficRule.Default || r.Segment != scope)]);
    }

    /// <summary>The next table after several segments were rolled back at once, in one revision.</summary>
    public TrafficTable RolledBack(IReadOnlyList<Segment> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var next = this;
        for (var i = 0; i < scopes.Count; i++)
        {
            next = next.RolledBack(scopes[i]);
            next = next with { Revision = Revision, Rules = next.Rules.SetItem(0, next.Rules[0] with { Id = $"{NextId}-{(i + 1).ToString(CultureInfo.InvariantCulture)}" }) };
        }

        return next with { Revision = Revision + 1 };
    }

    public bool Equals(TrafficTable? other) => other is not null && Revision == other.Revision && Rules.SequenceEqual(other.Rules);

    public override int GetHashCode() => Revision.GetHashCode();

    private string NextId => string.Create(CultureInfo.InvariantCulture, $"r{Revision + 1}");

    private TrafficTable Next(ImmutableArray<TrafficRule> rules)
    {
        var reached = ImmutableArray.CreateBuilder<TrafficRule>(rules.Length);
        foreach (var rule in rules)
        {
            // a rule that splits by store leaves orders without one to the rules below it
            if (rule == TrafficRule.Default || !reached.Any(above => above.SplitBy == SplitBy.Order && above.Segment.Covers(rule.Segment)))
            {
                reached.Add(rule);
            }
        }

        return new TrafficTable(Revision + 1, reached.ToImmutable());
    }
}
