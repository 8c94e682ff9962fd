using CommandCenter.Shared;
using CommandCenter.Traffic;

namespace CommandCenter.Releases;

/// <summary>Refusals of this feature.</summary>
internal static class ReleaseErrors
{
    public static Error NoTargets { get; } =
        Error.Conflict("no-targets", "The plan declares no target for either side, so nobody could be told to hold or resume releases. Do it on the sides themselves.");

    public static Error NobodyCan(string what) =>
        Error.Conflict("nobody-can", $"Neither side's target can {what} releases (the plan declares no such operation). Do it on the sides themselves.");

    public static Error NotHeld(Segment segment, IEnumerable<string> held) =>
        Error.NotFound("not-held", $"Releases of {segment} are not held. {(string.Join("; ", held) is { Length: > 0 } list ? $"Held are: {list}." : "Nothing is held.")}");
}
