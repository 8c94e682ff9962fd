using CommandCenter.Plan;

namespace CommandCenter.Intake.Targets;

/// <summary>One capability, ready to be called thousands of times a second.</summary>
internal sealed record CompiledRequest(HttpMethod Method, TargetAddress Address, TargetBody? Body, AnswerRules Rules)
{
    /// <exception cref="ArgumentException">The plan's templates cannot be used; plan validation refuses them first.</exception>
    public static CompiledRequest Of(TargetRequest request) => new(HttpMethod.Parse(request.Method), new TargetAddress(request.Url), BodyOf(request.Body), new AnswerRules(request.Answers));

    private static TargetBody? BodyOf(string? template) => template is null ? null
        : TargetBody.TryCompile(template, out var body, out var problem) ? body
        : throw new ArgumentException(problem, nameof(template));
}
