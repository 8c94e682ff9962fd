namespace CommandCenter.Orders;

/// <summary>What a limit says must be reached: a stage, or one of four moments that are no stage. Written everywhere by its name.</summary>
public readonly record struct Milestone
{
    private const byte FirstOther = 15;
    private static readonly string[] otherNames = ["reservation", "label", "propagation", "confirmed"];

    private readonly byte number;

    private Milestone(byte number) => this.number = number;

    /// <summary>Stock is set aside: when the side says so (<c>reservedAt</c>), else when it has allocated.</summary>
    public static Milestone Reservation { get; } = new(FirstOther);

    /// <summary>The first carrier label exists.</summary>
    public static Milestone Label { get; } = new(FirstOther + 1);

    /// <summary>The other side, where it holds a copy, knows every stage that the owner reached and that a copy comes to.</summary>
    public static Milestone Propagation { get; } = new(FirstOther + 2);

    /// <summary>The carrier has every shipment that was not voided on its manifest.</summary>
    public static Milestone Confirmed { get; } = new(FirstOther + 3);

    /// <summary>Every stage, then the others.</summary>
    public static IReadOnlyList<Milestone> All { get; } = [.. Stages.All.Select(s => new Milestone((byte)s)), Reservation, Label, Propagation, Confirmed];

    /// <summary>One more than the largest <see cref="Number"/>.</summary>
    public static int Count => FirstOther + otherNames.Length;

    /// <summary>Small and dense, for tables in memory; not stored.</summary>
    public int Number => number;

    /// <summary>The stage that it is; null where it is none.</summary>
    public Stage? Stage => number is > 0 and < FirstOther ? (Stage)number : null;

    /// <summary>As plans, pages, API and cases write it.</summary>
    public string Name => Stage is { } stage ? stage.Name() : number == 0 ? "" : otherNames[number - FirstOther];

    public static implicit operator Milestone(Stage stage) => FromStage(stage);

    public static Milestone FromStage(Stage stage) => new((byte)stage);

    public static bool TryParse(string? name, out Milestone milestone)
    {
        if (Stages.TryParse(name, out var stage))
        {
            milestone = stage;
            return true;
        }

        var other = Array.IndexOf(otherNames, name);
        milestone = other < 0 ? default : new Milestone((byte)(FirstOther + other));
        return other >= 0;
    }

    public override string ToString() => Name;
}
