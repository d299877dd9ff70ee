using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;

namespace Streaq.Tasks;

/// <summary>
/// Checks instances while they are written, where the declared type does not decide what JSON writes: <see cref="object"/>, and a class
/// from which others may derive.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = LessIsSeen.Reason)]
internal sealed class RuntimeTypes
{
    private readonly ConcurrentDictionary<(Type Declared, Type Actual), Loss?> _known = new();
    private readonly Lazy<JsonSerializerOptions> _watching;

    public RuntimeTypes(JsonSerializerOptions options) => _watching = new(() => Extend(options));

    /// <summary>The same options, with a check of each object that is written.</summary>
    public JsonSerializerOptions Watching => _watching.Value;

    /// <exception cref="LossFoundException">
    /// The instance has members that its declared type does not have, and JSON would lose them.
    /// </exception>
    public void Check(Type declared, Type actual)
    {
        if (actual != declared && _known.GetOrAdd((declared, actual), static pair => Compare(pair.Declared, pair.Actual)) is { } loss)
        {
            throw new LossFoundException(loss);
        }
    }

    private JsonSerializerOptions Extend(JsonSerializerOptions options)
    {
        var watching = new JsonSerializerOptions(options) { TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Watch) };
        watching.MakeReadOnly();
        return watching;
    }

    private void Watch(JsonTypeInfo info)
    {
        if (info.Kind is not JsonTypeInfoKind.Object || info.IsReadOnly || info.ElementType is not null)
        {
            return;
        }

        var before = info.OnSerializing;
        // A value declared as object is read as JSON, so only the writing can lose something.
        if (ObjectLoss.Of(info, readBack: false) is { } loss)
        {
            info.OnSerializing = _ => throw new LossFoundException(loss);
        }
        else if (TypeWalk.CanBeDerived(info))
        {
            var declared = info.Type;
            info.OnSerializing = instance =>
            {
                Check(declared, instance.GetType());
                before?.Invoke(instance);
            };
        }
    }

    private static Loss? Compare(Type declared, Type actual)
    {
        var shared = ((Type[])[declared, .. declared.GetInterfaces()])
            .SelectMany(type => type.GetProperties()).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        for (var type = actual; type is not null && type != declared; type = type.BaseType)
        {
            // The members of a proxy, which a library derived at run time, belong to that library.
            if (!type.Assembly.IsDynamic && FirstOwn(type, shared) is { } member)
            {
                return new(
                    "",
                    $"holds a {actual} where a {declared} is declared, and would lose its '{member.Name}': mark {declared} with "
                    + $"[JsonPolymorphic] and [JsonDerivedType(typeof({actual.Name}), \"...\")], or declare the class itself");
            }
        }

        return null;
    }

    private static MemberInfo? FirstOwn(Type type, HashSet<string> shared)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        return type.GetProperties(Declared).FirstOrDefault(property =>
                property.GetMethod is { IsPublic: true } && !shared.Contains(property.Name)
                && property.GetIndexParameters().Length == 0 && StoredState.IsStored(property) && !StoredState.IsIgnored(property))
            as MemberInfo ?? type.GetFields(Declared).FirstOrDefault(field => !StoredState.IsIgnored(field));
    }
}
