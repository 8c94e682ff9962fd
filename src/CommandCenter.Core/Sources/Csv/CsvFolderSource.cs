using CommandCenter.Plan;
using CommandCenter.Shared;
using CommandCenter.Sources.Files;
using CommandCenter.Sources.Polling;

namespace CommandCenter.Sources.Csv;

/// <summary>
/// Reads the files of a folder one after the other, some rows at a time. How far each was read is the cursor, committed with the rows; a file is put away by the
/// read that comes after its last rows were committed.
/// </summary>
internal sealed class CsvFolderSource : IOrderSource
{
    private const int MostRemembered = 1000;

    private readonly CsvSettings settings;
    private readonly TimeSpan overlap;
    private readonly CsvFolder folder;
    private readonly CsvPageReader reader;
    private readonly CallPolicy<CsvAnswer> policy;
    private readonly TimeProvider time;
    private Task<CsvAnswer>? running;

    /// <exception cref="ArgumentException">The plan's settings do not fit together; plan validation refuses them first.</exception>
    public CsvFolderSource(SourceDefinition source, AllowedFolders folders, TimeProvider time)
    {
        settings = source.Csv ?? throw new ArgumentException("A csv-folder source needs csv settings.", nameof(source));
        overlap = source.Overlap;
        this.time = time;
        folder = new CsvFolder(settings, folders, time);
        reader = new CsvPageReader(settings);
        policy = new CallPolicy<CsvAnswer>(settings.Attempts, time);
    }

    public SourceStanding Standing => new(policy.NotBefore, policy.IsOpen);

    public async Task<Result<SourcePage>> ReadAsync(SourceCursor cursor, CancellationToken cancel)
    {
        var answer = await policy.CallAsync(token => CallAsync(CsvPosition.Read(cursor.Position), token), cancel);
        return answer.Page is { } page ? page : Error.Unavailable(answer.Code, answer.Failure ?? "The folder cannot be read.");
    }

    public Task ForgetFailuresAsync() => policy.CloseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<CsvAnswer> CallAsync(CsvPosition position, CancellationToken cancel)
    {
        if (running is { IsCompleted: false })
        {
            return CsvAnswer.Failed("timeout", $"{settings.Folder} still does not answer.", transient: false);
        }

        try
        {
            // files are read synchronously; a folder on a network can hang for ever
            running = Task.Run(() => Read(position), CancellationToken.None);
            return await running.WaitAsync(settings.Timeout, time, cancel);
        }
        catch (TimeoutException)
        {
            return CsvAnswer.Failed("timeout", $"{settings.Folder} did not answer within {settings.Timeout.TotalSeconds:0.###} s.", transient: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CsvAnswer.Failed("no-folder", $"{settings.Folder} cannot be looked into: {CsvFolder.Why(e)}.", transient: e is IOException);
        }
    }

    private CsvAnswer Read(CsvPosition position)
    {
        var began = time.GetUtcNow();
        var looked = folder.Look();
        if (looked.Error is { } refused)
        {
            return CsvAnswer.Failed(refused.Code, refused.Message, transient: false);
        }

        var present = looked.Value;
        position = position.Only(present);
        var problems = new List<string>();
        var waiting = false;
        foreach (var file in folder.InOrder(present.Values))
        {
            var mark = position.Of(file.Name);
            if (mark is { IsFinished: true } && mark.Fits(file))
            {
                if (settings.Done is not null)
                {
                    position = PutAway(file, position, problems);
                }

                continue;
            }

            if (mark?.Fits(file) != true && !folder.IsComplete(file))
            {
                waiting = true;
                continue;
            }

            if (settings.Done is null && position.Files.Count >= MostRemembered && mark is null)
            {
                problems.Add($"{file.Name}: {MostRemembered} files that are read already lie there; name a folder in done, or take them away");
                break;
            }

            if (Try(file, mark, problems) is { } page)
            {
                return new CsvAnswer { Page = Page(page, position.With(page.Mark)) };
            }
        }

        if (problems.Count > 0)
        {
            return new CsvAnswer { Code = "unreadable-file", Failure = Words(problems), IsTransient = false };
        }

        return new CsvAnswer
        {
            Page = new SourcePage(null)
            {
                Records = [], Position = position.Write(), More = false, ReceivedAt = time.GetUtcNow(),
                // what lies in the folder is read; what happened within the overlap may still be on its way into a file
                Watermark = waiting ? null : began - overlap,
                Waits = waiting,
            },
        };
    }

    /// <summary>The position without the file, where it is away: the next one of its name is another.</summary>
    private CsvPosition PutAway(FoundFile file, CsvPosition position, List<string> problems)
    {
        if (folder.PutAway(file) is not { } problem)
        {
            return position.Without(file.Name);
        }

        problems.Add($"{file.Name}: {problem}");
        return position;
    }

    /// <summary>The next rows of a file; null, with the problem, where it cannot be read: the others can.</summary>
    private CsvPage? Try(FoundFile file, CsvMark? mark, List<string> problems)
    {
        try
        {
            return reader.Read(file, mark);
        }
        catch (FileNotFoundException)
        {
            // taken away since we looked
            return null;
        }
        catch (CsvFileException e)
        {
            problems.Add($"{file.Name}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file.Name}: {CsvFolder.Why(e)}");
        }

        return null;
    }

    private SourcePage Page(CsvPage page, CsvPosition position) => new(page.Document)
    {
        Records = page.Records,
        Places = page.Places,
        Unread = page.Unread,
        Position = position.Write(),
        // whether there is another file, and that this one is put away, is seen when it is asked for
        More = true,
        ReceivedAt = time.GetUtcNow(),
    };

    private string Words(List<string> problems) =>
        $"{problems.Count} file{(problems.Count == 1 ? " needs" : "s need")} somebody in {settings.Folder}, the others are read: {string.Join("; ", problems.Take(3))}{(problems.Count > 3 ? "; …" : "")}.";
}

/// <summary>What one look into the folder brought: a page, or why not.</summary>
internal sealed record CsvAnswer : CallAnswer
{
    public SourcePage? Page { get; init; }

    public static CsvAnswer Failed(string code, string failure, bool transient) => new() { Code = code, Failure = failure, IsTransient = transient };
}
