namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>carrierCutoffs</c>: when carriers close their day, by node and service.</summary>
internal sealed class CarrierCutoffsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("carrierCutoffs[]", "id", "nodes", "services", "days", "times", "zone", "calendar");

    public string Name => "carrierCutoffs";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var id = map.Reading.Declare(Declared.CarrierCutoff, map, "id", PlanScalars.Id);
            var before = map.Reading.Problems.Count;
            var times = map.Set("times", CalendarWords.TimeOfDay);
            if (times.Count == 0 && map.Reading.Problems.Count == before)
            {
                map.Missing("times", "a list of times of day, such as [\"16:00\"]");
            }

            draft.CarrierCutoffs.Add(new CarrierCutoff(
                id, map.Set("nodes", PlanScalars.TextOf(60)), map.Set("services", PlanScalars.TextOf(60)), CalendarWords.DaysOf(map), [.. times.Order()],
                map.Optional("zone", PlanScalars.Zone, draft.Header.Zone), map.Has("calendar") ? map.Reading.Refer(Declared.Calendar, map, "calendar") : null));
        }
    }
}
