namespace CommandCenter.Plan.Reading;

internal delegate bool ScalarParser<T>(string text, out T value);

/// <summary>How one kind of value is written.</summary>
/// <param name="Allowed">What a person may write, for messages.</param>
/// <param name="TryRead">False when the text is not one.</param>
/// <param name="Broken">Stands in for a value that is missing or wrong while the rest of the file is checked.</param>
/// <param name="Secret">What was found is not repeated in a message.</param>
/// <param name="Why">What exactly is wrong with a text that is not one, where more can be said than <paramref name="Allowed"/>.</param>
internal sealed record PlanScalar<T>(string Allowed, ScalarParser<T> TryRead, T Broken, bool Secret = false, Func<string, string?>? Why = null);
