namespace CommandCenter.Plan.Reading;

/// <summary>A value and where it stands.</summary>
internal readonly record struct PlanValue(PlanReading Reading, PlanNode Node, string Path)
{
    /// <summary>The text of a scalar; null, with a problem, for a map, a list or nothing.</summary>
    public string? Text(string allowed)
    {
        if (Node is ScalarNode { IsNothing: false } scalar)
        {
            return scalar.Text;
        }

        Reading.Problems.Add(this, allowed);
        return null;
    }

    /// <summary>The value as <paramref name="kind"/> says; the type's default, with a problem, when it is not one.</summary>
    public T Read<T>(PlanScalar<T> kind)
    {
        if (Node is ScalarNode { IsNothing: false } scalar)
        {
            if (kind.TryRead(scalar.Text, out var value))
            {
                return value;
            }

            Reading.Problems.Add(Node.Line, Path, kind.Secret ? "a value in clear (not shown)" : PlanProblems.Show(scalar.Text), kind.Why?.Invoke(scalar.Text) is { } why ? $"{kind.Allowed}: {why}" : kind.Allowed);
            return kind.Broken;
        }

        Reading.Problems.Add(this, kind.Allowed);
        return kind.Broken;
    }

    /// <summary>The items of a list; none, with a problem, when it is not a list.</summary>
    public IReadOnlyList<PlanValue> Items(string allowed)
    {
        if (Node is ListNode list)
        {
            var reading = Reading;
            var path = Path;
            return [.. list.Items.Select((item, i) => new PlanValue(reading, item, $"{path}[{i}]"))];
        }

        Reading.Problems.Add(this, allowed);
        return [];
    }

    /// <summary>The entries of a map with free keys; none, with a problem, when it is not a map.</summary>
    public IReadOnlyList<(MapEntry Entry, PlanValue Value)> Entries(string allowed)
    {
        if (Node is MapNode map)
        {
            var reading = Reading;
            var path = Path;
            return [.. map.Entries.Select(e => (e, new PlanValue(reading, e.Value, path + "." + e.Key)))];
        }

        Reading.Problems.Add(this, allowed);
        return [];
    }

    /// <summary>The value as a map of <paramref name="shape"/>; null, with a problem, when it is not a map.</summary>
    public PlanMap? Map(PlanShape shape)
    {
        if (Node is MapNode map)
        {
            return new PlanMap(Reading, map, Path, shape);
        }

        Reading.Problems.Add(this, "a map with " + shape.KeyList);
        return null;
    }
}
