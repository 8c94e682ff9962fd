using System.Globalization;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>shifts</c>: the steps that a shift takes, and how it is judged.</summary>
internal sealed class ShiftsSection : IPlanSection
{
    private const int MostSteps = 20;
    private static readonly PlanShape Shape = PlanShape.Of("shifts", "alpha", "cutoffs", "steps");
    private static readonly PlanShape StepShape = PlanShape.Of("shifts.steps[]", "percent", "bake", "minimumOrders", "mirror", "confirm", "shipped", "carrierCutoffs", "erpPostings");
    private static readonly PlanScalar<double> Alpha = PlanScalars.Number(0.0001, 0.1);
    private static readonly PlanScalar<TimeSpan> Bake = PlanScalars.Duration("1m", "30d");
    private static readonly PlanScalar<TimeSpan> Confirm = PlanScalars.Duration("1m", "7d");
    private static readonly PlanScalar<int> Orders = PlanScalars.Integer(0, 10_000_000);
    private static readonly PlanScalar<int> Times = PlanScalars.Integer(0, 100);

    private static readonly PlanScalar<TimeOnly> Cutoff = new(
        "a time of day such as \"17:30\"",
        (string text, out TimeOnly value) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
        default);

    public string Name => "shifts";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, StepShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        if (root.Map(Name, Shape) is not { } map)
        {
            return;
        }

        var usual = ShiftSettings.Default;
        var steps = new List<ShiftStepPlan>();
        foreach (var step in map.Maps("steps", StepShape))
        {
            var percent = step.Required("percent", PlanPercent.Value);
            if (percent <= (steps.Count == 0 ? 0 : steps[^1].Percent))
            {
                step.Problem("percent", percent.ToString(CultureInfo.InvariantCulture), "above 0, and more than the step before");
            }

            steps.Add(new ShiftStepPlan(
                percent, step.Required("bake", Bake), step.Optional("minimumOrders", Orders, 200), step.Optional("mirror", PlanScalars.Flag, fallback: true), step.OptionalValue("confirm", Confirm),
                step.Optional("shipped", Orders, 0), step.Optional("carrierCutoffs", Times, 0), step.Optional("erpPostings", Times, 0)));
        }

        var cutoffs = map.Set("cutoffs", Cutoff);
        if (cutoffs.Count == 0 && steps.Exists(s => s.CarrierCutoffs > 0))
        {
            map.Problem("steps", "a step that waits for a carrier cut-off", "cutoffs that name their times of day, or no carrierCutoffs");
        }

        if (steps.Count > MostSteps)
        {
            map.Problem("steps", $"{steps.Count} steps", $"at most {MostSteps}");
        }

        draft.Shifts = new ShiftSettings(map.Optional("alpha", Alpha, usual.Alpha), [.. cutoffs.Order()], map.Has("steps") ? steps : usual.Steps);
    }
}
