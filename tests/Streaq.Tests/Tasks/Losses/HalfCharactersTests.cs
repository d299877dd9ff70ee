using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Halves of surrogate pairs, which JSON would replace silently.</summary>
public sealed partial class HalfCharactersTests : LossTest
{
    private const string Half = "cut \ud83d";

    [Fact]
    public void Text_WithHalfACharacter_IsRefusedAndSaysWhere()
    {
        var e = RefusedValue(new Letter { Subject = "fine", Body = new Text(Half) });

        Assert.Contains("'Text.Value' holds half of a surrogate pair (U+D83D at index 4), which would arrive as U+FFFD", e.Message);
    }

    [Fact]
    public void Text_Anywhere_IsRefused()
    {
        Assert.Contains("it holds half", RefusedValue(Half).Message);
        Assert.Contains("it holds half", RefusedValue('\udc00').Message);
        Assert.Contains("'Letter.Notes' holds half", RefusedValue(new Letter { Notes = ["a", "\udc00b"] }).Message);
        Assert.Contains("it holds half", RefusedValue(new Dictionary<string, int> { [Half] = 1 }).Message);
        Assert.Contains("it holds half", RefusedValue(new Dictionary<string, object> { ["a"] = Half }).Message);
        Assert.Contains("'Letter.Subject' holds half", RefusedValue(new Letter { Subject = "\udc00\ud83d" }, context: LetterContext.Default).Message);
    }

    [Fact]
    public void Text_UnderARelaxedEncoder_IsRefused() =>
        RefusedValue(Half, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    [Theory]
    [InlineData("whole 😀")]
    [InlineData("was replaced before \ufffd")]
    [InlineData("spelled \\uFFFD")]
    public void Text_OfWholeCharacters_IsTaken(string text)
    {
        Assert.Equal(text, Taken(text));
        Assert.Equal(text, Taken(new Letter { Subject = text, Notes = [text] }).Subject);
        Assert.Equal(text, Taken(new Letter { Subject = text }, context: LetterContext.Default).Subject);
    }

    [Fact]
    public void Sequence_ThatCanBeReadOnlyOnce_IsTaken()
    {
        var reads = 0;
        IEnumerable<string> Once() => reads++ == 0 ? ["\ufffd"] : throw new InvalidOperationException("It was read already.");
        var serializer = new Streaq.Tasks.TaskSerializer(options: null, context: null);

        Assert.Equal("""["\uFFFD"]""", System.Text.Encoding.UTF8.GetString(Write(serializer, Deferred())));

        IEnumerable<string> Deferred()
        {
            foreach (var text in Once())
            {
                yield return text;
            }
        }
    }

    internal sealed class Letter
    {
        public string? Subject { get; set; }

        public Text? Body { get; set; }

        public List<string>? Notes { get; set; }
    }

    internal sealed record Text(string Value);

    [JsonSerializable(typeof(Letter))]
    private sealed partial class LetterContext : JsonSerializerContext;
}
