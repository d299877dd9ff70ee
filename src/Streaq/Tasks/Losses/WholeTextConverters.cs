using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaq.Tasks;

/// <summary>Writes strings, also as property names, and throws for half of a surrogate pair.</summary>
internal sealed class WholeTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Checked(value));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Checked(value));

    /// <exception cref="LossFoundException">The string has half of a surrogate pair.</exception>
    public static string Checked(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new LossFoundException(new(
                    HalfCharacters.Place,
                    $"holds half of a surrogate pair (U+{(int)text[i]:X4} at index {i}), which would arrive as U+FFFD: cut texts between "
                    + "whole characters, or pass bytes"));
            }

            i++;
        }

        return text;
    }
}

/// <summary>Does the same for a single character.</summary>
internal sealed class WholeCharConverter : JsonConverter<char>
{
    public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()![0];

    public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WholeTextConverter.Checked(value.ToString()));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, char value, JsonSerializerOptions options) =>
        writer.WritePropertyName(WholeTextConverter.Checked(value.ToString()));
}
