using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CommandCenter.Orders;
using CommandCenter.Traffic;

namespace CommandCenter.Intake.Targets;

/// <summary>
/// The JSON body of a capability, taken apart once: bytes that are always the same, and holes. Orders and changes go into their holes as the bytes that they were accepted as;
/// they were checked then and are not parsed again.
/// </summary>
internal sealed partial class TargetBody
{
    private static readonly byte[] nothing = "null"u8.ToArray();
    private static readonly byte[] yes = "true"u8.ToArray();
    private static readonly byte[] no = "false"u8.ToArray();
    private static readonly byte[][] numbers = [.. Enumerable.Range(0, 64).Select(n => Encoding.ASCII.GetBytes(n.ToString(CultureInfo.InvariantCulture)))];
    private static readonly Dictionary<Stage, byte[]> stages = Stages.All.ToDictionary(s => s, s => Encoding.ASCII.GetBytes(s.Name()));
    private static readonly Dictionary<Stage, byte[]> quotedStages = Stages.All.ToDictionary(s => s, s => Encoding.ASCII.GetBytes('"' + s.Name() + '"'));
    private static readonly JsonSerializerOptions segments = new(JsonSerializerDefaults.Web);

    private readonly Piece[] pieces;

    private TargetBody(Piece[] pieces) => this.pieces = pieces;

    /// <param name="template">A JSON document.</param>
    /// <param name="problem">What would be allowed, where it is not.</param>
    public static bool TryCompile(string template, out TargetBody body, out string problem)
    {
        var compiler = new Compiler();
        using var document = JsonDocument.Parse(template, new JsonDocumentOptions { MaxDepth = 128 });
        compiler.Write(document.RootElement);
        problem = compiler.Problem;
        body = new TargetBody(compiler.Finish());
        return problem.Length == 0;
    }

    /// <summary>The body for one call, piece by piece, and its length in bytes.</summary>
    public ReadOnlyMemory<byte>[] Fill(TargetCall call, out long length)
    {
        var filled = new ReadOnlyMemory<byte>[pieces.Length];
        length = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            filled[i] = Fill(in pieces[i], call);
            length += filled[i].Length;
        }

        return filled;
    }

    private static ReadOnlyMemory<byte> Fill(in Piece piece, TargetCall call) => piece.Hole switch
    {
        Hole.None => piece.Bytes,
        Hole.Order => call.Order.IsEmpty ? nothing : call.Order,
        Hole.Change => call.Change.IsEmpty ? nothing : call.Change,
        Hole.Segment => JsonSerializer.SerializeToUtf8Bytes(call.Segment ?? Segment.All, segments),
        Hole.Key => Escape(call.OrderKey),
        Hole.Epoch => call.Epoch >= 0 && call.Epoch < numbers.Length ? numbers[call.Epoch] : Encoding.ASCII.GetBytes(call.Epoch.ToString(CultureInfo.InvariantCulture)),
        Hole.Kind => Escape(call.Kind ?? ""),
        Hole.KindOrNull => call.Kind is { } kind ? Escape('"' + JavaScriptEncoder.Default.Encode(kind) + '"', escaped: true) : nothing,
        Hole.IsCopy => call.IsCopy ? piece.Bytes : piece.Other,
        Hole.CopyUntil => call.CopyUntil is { } stage ? stages[stage] : default,
        _ => call.CopyUntil is { } until ? quotedStages[until] : nothing,
    };

    private static byte[] Escape(string text, bool escaped = false) => Encoding.UTF8.GetBytes(escaped ? text : JavaScriptEncoder.Default.Encode(text));

    private enum Hole
    {
        None,
        Order,
        Change,
        Segment,
        Key,
        Epoch,
        Kind,
        KindOrNull,
        IsCopy,
        CopyUntil,
        CopyUntilOrNull,
    }

    /// <param name="Bytes">What always stands there; for <see cref="Hole.IsCopy"/> the word of a copy.</param>
    /// <param name="Other">The word of an order that is no copy.</param>
    private readonly record struct Piece(Hole Hole, ReadOnlyMemory<byte> Bytes = default, ReadOnlyMemory<byte> Other = default);

    /// <summary>Walks the template once; everything between two holes becomes one piece.</summary>
    private sealed class Compiler
    {
        private static readonly HashSet<string> names = new(["order", "change", "segment", "key", "epoch", "kind", "isCopy", "copyUntil"], StringComparer.Ordinal);

        /// <summary>By name, format and kind: placeholders that stand alone in their quotes.</summary>
        private static readonly Dictionary<(string Name, string Format, string As), Piece> wholes = new()
        {
            [("order", "", "")] = new Piece(Hole.Order),
            [("change", "", "")] = new Piece(Hole.Change),
            [("segment", "", "")] = new Piece(Hole.Segment),
            [("epoch", "", "number")] = new Piece(Hole.Epoch),
            [("isCopy", "", "bool")] = new Piece(Hole.IsCopy, yes, no),
            [("copyUntil", "", "null")] = new Piece(Hole.CopyUntilOrNull),
            [("kind", "", "null")] = new Piece(Hole.KindOrNull),
        };

        /// <summary>The same for placeholders anywhere in a text.</summary>
        private static readonly Dictionary<(string Name, string Format, string As), Piece> texts = new()
        {
            [("key", "", "")] = new Piece(Hole.Key),
            [("epoch", "", "")] = new Piece(Hole.Epoch),
            [("kind", "", "")] = new Piece(Hole.Kind),
            [("copyUntil", "", "")] = new Piece(Hole.CopyUntil),
            [("isCopy", "", "")] = new Piece(Hole.IsCopy, yes, no),
        };

        private readonly List<Piece> pieces = [];
        private readonly ArrayBufferWriter<byte> literal = new();

        public string Problem { get; private set; } = "";

        public Piece[] Finish()
        {
            Cut();
            return [.. pieces];
        }

        public void Write(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    var members = 0;
                    Put("{");
                    foreach (var member in element.EnumerateObject())
                    {
                        Put(members++ == 0 ? "\"" : ",\"");
                        Put(JavaScriptEncoder.Default.Encode(member.Name));
                        Put("\":");
                        Write(member.Value);
                    }

                    Put("}");
                    break;
                case JsonValueKind.Array:
                    var items = 0;
                    Put("[");
                    foreach (var item in element.EnumerateArray())
                    {
                        Put(items++ == 0 ? "" : ",");
                        Write(item);
                    }

                    Put("]");
                    break;
                case JsonValueKind.String:
                    WriteText(element.GetString()!);
                    break;
                default:
                    Put(element.GetRawText());
                    break;
            }
        }

        private void WriteText(string text)
        {
            if (Placeholder().Match(text) is { Success: true } only && only.Length == text.Length && WholeHole(only) is { } whole)
            {
                Add(whole);
                return;
            }

            Put("\"");
            var at = 0;
            foreach (Match match in Placeholder().Matches(text))
            {
                if (HoleInText(match) is { } hole)
                {
                    Put(JavaScriptEncoder.Default.Encode(text[at..match.Index]));
                    Add(hole);
                    at = match.Index + match.Length;
                }
            }

            Put(JavaScriptEncoder.Default.Encode(text[at..]));
            Put("\"");
        }

        /// <summary>What a text that is one placeholder becomes where it does not stay a text.</summary>
        private static Piece? WholeHole(Match match) =>
            wholes.TryGetValue((match.Groups["name"].Value, match.Groups["format"].Value, match.Groups["as"].Value), out var piece) ? piece : null;

        private Piece? HoleInText(Match match)
        {
            var (name, format, kind) = (match.Groups["name"].Value, match.Groups["format"].Value, match.Groups["as"].Value);
            if (!names.Contains(name))
            {
                return null;
            }

            Piece? piece = texts.TryGetValue((name, format, kind), out var known) ? known
                : (name, kind) == ("isCopy", "") && format.Split('/') is [var copy, var own] ? new Piece(Hole.IsCopy, Escape(copy), Escape(own))
                : null;
            if (piece is null && Problem.Length == 0)
            {
                Problem = $"{match.Value} cannot stand there: \"{{order}}\", \"{{change}}\", \"{{segment}}\", \"{{epoch|number}}\", \"{{isCopy|bool}}\", \"{{copyUntil|null}}\" and \"{{kind|null}}\" alone in their quotes, "
                    + "{key}, {epoch}, {kind}, {copyUntil}, {isCopy} and {isCopy:Y/N} anywhere in a text";
            }

            return piece;
        }

        private void Add(Piece piece)
        {
            Cut();
            pieces.Add(piece);
        }

        private void Put(string text) => Encoding.UTF8.GetBytes(text, literal);

        private void Cut()
        {
            if (literal.WrittenCount > 0)
            {
                pieces.Add(new Piece(Hole.None, literal.WrittenSpan.ToArray()));
                literal.ResetWrittenCount();
            }
        }
    }

    [GeneratedRegex("\\{(?<name>[A-Za-z][A-Za-z0-9]*)(:(?<format>[^{}|]{1,60}))?(\\|(?<as>[a-z]+))?\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
